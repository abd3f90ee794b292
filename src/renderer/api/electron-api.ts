import { fromFailure } from '@core/errors'
import type {
  Api,
  AppEvent,
  Args,
  BinaryArgs,
  BinaryName,
  BinaryResult,
  Reply,
  RequestName,
  Result,
} from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'

/** What the preload script exposes. */
export interface Bridge {
  request(name: string, args: object): Promise<Reply<unknown>>
  takeDropped(): Promise<PathHandle[]>
  connectPixels(): void
  onEvents(listener: (events: AppEvent[]) => void): void
}

function pixelPort(bridge: Bridge): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      if (event.source !== window || event.data !== 'karyon:port' || !event.ports[0]) return
      window.removeEventListener('message', receive)
      resolve(event.ports[0])
    }
    window.addEventListener('message', receive)
    bridge.connectPixels()
  })
}

export async function electronApi(bridge: Bridge): Promise<Api> {
  const port = await pixelPort(bridge)
  const waiting = new Map<number, (reply: Reply<BinaryResult<BinaryName>>) => void>()
  const listeners = new Set<(events: AppEvent[]) => void>()
  let next = 1
  port.onmessage = ({ data }: MessageEvent<{ id: number; reply: Reply<BinaryResult<BinaryName>> }>) => {
    waiting.get(data.id)?.(data.reply)
    waiting.delete(data.id)
  }
  bridge.onEvents((events) => {
    for (const listener of listeners) listener(events)
  })
  return {
    shell: 'electron',
    async request<K extends RequestName>(name: K, args: Args<K>): Promise<Result<K>> {
      const reply = await bridge.request(name, args)
      if (!reply.ok) throw fromFailure(reply.failure)
      return reply.value as Result<K>
    },
    binary<K extends BinaryName>(name: K, args: BinaryArgs<K>): Promise<BinaryResult<K>> {
      const id = next++
      return new Promise((resolve, reject) => {
        waiting.set(id, (reply) => {
          if (reply.ok) resolve(reply.value as BinaryResult<K>)
          else reject(fromFailure(reply.failure))
        })
        port.postMessage({ id, name, args })
      })
    },
    // The preload script has seen the same drop and asked for handles already.
    dropped: () => bridge.takeDropped(),
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onConnection(listener) {
      listener(true)
      return () => undefined
    },
  }
}
