import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const secret = () => randomBytes(32).toString('base64url')

function same(a: string, b: string): boolean {
  const x = Buffer.from(a)
  const y = Buffer.from(b)
  return x.length === y.length && timingSafeEqual(x, y)
}

/**
 * Who may talk to the loopback server. The printed address carries a token that works once and is exchanged
 * for a cookie that scripts cannot read; every later request needs the cookie, the exact Host (no DNS
 * rebinding) and, where it changes anything, the exact Origin (no other page).
 */
export class Session {
  private token: string | undefined = secret()
  private readonly cookie = secret()
  private host = ''

  /** Called once the port is known; returns the address to print. */
  listenOn(port: number): string {
    this.host = `127.0.0.1:${port}`
    return `http://${this.host}/?token=${this.token}`
  }

  private get cookieName(): string {
    return `karyon_${this.host.split(':')[1]}`
  }

  hostIsOurs(request: IncomingMessage): boolean {
    return request.headers.host === this.host
  }

  originIsOurs(request: IncomingMessage): boolean {
    return request.headers.origin === `http://${this.host}`
  }

  /** Uses the token up. @returns the Set-Cookie header, or undefined when the token is wrong or was used. */
  exchange(token: string): string | undefined {
    if (!this.token || !same(token, this.token)) return undefined
    this.token = undefined
    return `${this.cookieName}=${this.cookie}; HttpOnly; SameSite=Strict; Path=/`
  }

  signedIn(request: IncomingMessage): boolean {
    const found = (request.headers.cookie ?? '')
      .split(/;\s*/)
      .find((pair) => pair.startsWith(`${this.cookieName}=`))
    return found !== undefined && same(found.slice(this.cookieName.length + 1), this.cookie)
  }
}
