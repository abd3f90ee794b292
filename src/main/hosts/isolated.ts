import { type CanaryResult, runCanary } from '../services/canary'
import { InferenceHost } from '../services/inference'
import type { HostedModel } from '../services/inference-thread'
import type { ClassicalCountTask, CountTask, ImageResult } from './image-task'

/** What a parent asks of a process that has nothing else to lose. */
export type IsolatedRequest =
  | { kind: 'count'; task: Omit<CountTask, 'port' | 'beat'>; modelFolder: string; threads: number }
  | { kind: 'count-classical'; task: Omit<ClassicalCountTask, 'beat' | 'turn'> }
  | { kind: 'self-test'; model: HostedModel; provider: string; threads: number }

/** The answer; no answer at all when the process died of the request. */
export type IsolatedReply =
  | { kind: 'counted'; result: ImageResult }
  | { kind: 'self-tested'; canary: CanaryResult }
  | { kind: 'failed'; message: string }

/**
 * Serves one request of the parent process: an image during which Karyon ended unexpectedly before, or the
 * self-test of a device whose driver may crash or hang.
 */
export function serveIsolated(count: (task: CountTask | ClassicalCountTask) => Promise<ImageResult>): void {
  const serve = async (request: IsolatedRequest): Promise<IsolatedReply> => {
    if (request.kind === 'count-classical') return { kind: 'counted', result: await count(request.task) }
    const { threads } = request
    if (request.kind === 'self-test') {
      const device = await InferenceHost.start(request.model, request.provider, threads)
      const cpu = await InferenceHost.start(request.model, 'cpu', threads)
      return { kind: 'self-tested', canary: await runCanary(device.network(), cpu.network()) }
    }
    const { task, modelFolder } = request
    const host = await InferenceHost.start({ folder: modelFolder, manifest: task.manifest }, 'cpu', threads)
    return { kind: 'counted', result: await count({ ...task, port: host.connect() }) }
  }
  const parent = parentOf()
  parent.once(async (request) => {
    const reply = await serve(request).catch(
      (error: Error): IsolatedReply => ({ kind: 'failed', message: error.message }),
    )
    parent.answer(reply)
  })
}

/** Whether this process was started to serve one request: by Node, or by Electron as a process of its own. */
export function isIsolated(): boolean {
  return process.send !== undefined || process.parentPort !== undefined
}

/** The parent ends this process once it has the answer. One that was killed needs none. */
function parentOf() {
  const port = process.parentPort
  if (port) {
    return {
      once: (listener: (request: IsolatedRequest) => void) =>
        void port.once('message', ({ data }) => listener(data)),
      answer: (reply: IsolatedReply) => port.postMessage(reply),
    }
  }
  process.once('disconnect', () => process.exit(0))
  return {
    once: (listener: (request: IsolatedRequest) => void) => void process.once('message', listener),
    answer: (reply: IsolatedReply) => void process.send!(reply, () => process.exit(0)),
  }
}
