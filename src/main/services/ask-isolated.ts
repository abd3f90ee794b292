import { fork } from 'node:child_process'
import { hostEntry } from '../hosts/entry'
import type { IsolatedReply, IsolatedRequest } from '../hosts/isolated'

export interface IsolatedOptions {
  signal?: AbortSignal
  /** The process is ended after this. */
  milliseconds?: number
}

/** What became of the request: an answer, or how the process ended without one. */
export type IsolatedOutcome = { reply: IsolatedReply } | { ended: string; late: boolean }

/** Asks something that may crash or hang of a process of its own, so that only that process ends of it. */
export function askIsolated(
  request: IsolatedRequest,
  { signal, milliseconds }: IsolatedOptions = {},
): Promise<IsolatedOutcome> {
  return new Promise((resolve, reject) => {
    const child = fork(hostEntry('image-worker'), {
      serialization: 'advanced',
      stdio: 'ignore',
      // In the desktop app the executable is Electron: this makes it plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    let late = false
    const stop = () => child.kill('SIGKILL')
    const timer =
      milliseconds &&
      setTimeout(() => {
        late = true
        stop()
      }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
    let reply: IsolatedReply | undefined
    child.once('message', (message) => {
      reply = message as IsolatedReply
      // Whether it then ends well does not matter any more.
      stop()
    })
    child.once('error', reject)
    child.once('exit', (code, ending) => {
      if (timer) clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(reply ? { reply } : { ended: ending ?? `exit code ${code}`, late })
    })
    child.send(request, (error) => {
      // Its exit, which follows, says why.
      if (error) stop()
    })
  })
}
