import { hostEntry } from '../hosts/entry'
import type { IsolatedReply, IsolatedRequest } from '../hosts/isolated'
import { startIsolated } from './isolated-process'

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
  return new Promise((resolve) => {
    const child = startIsolated(hostEntry('image-worker'))
    let late = false
    const stop = () => child.kill()
    const timer =
      milliseconds &&
      setTimeout(() => {
        late = true
        stop()
      }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
    let reply: IsolatedReply | undefined
    child.onReply((message) => {
      reply = message
      // Whether it then ends well does not matter any more.
      stop()
    })
    child.onEnd((ended) => {
      if (timer) clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(reply ? { reply } : { ended, late })
    })
    child.send(request)
  })
}
