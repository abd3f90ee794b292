import { InferenceHost } from '../services/inference'
import type { CountTask, ImageResult } from './image-task'

/** What the parent sends: one image to count and the model to do it with. */
export interface IsolatedRequest {
  task: Omit<CountTask, 'port' | 'beat'>
  modelFolder: string
  threads: number
}

/**
 * Counts one image in this process, which has nothing else to lose: for images during which Karyon ended
 * unexpectedly before. Answers the parent with the result, or by dying of the image.
 */
export function serveIsolated(count: (task: CountTask) => Promise<ImageResult>): void {
  process.once('message', async ({ task, modelFolder, threads }: IsolatedRequest) => {
    const host = await InferenceHost.start({ folder: modelFolder, manifest: task.manifest }, 'cpu', threads)
    const result = await count({ ...task, port: host.connect() })
    process.send!(result, () => process.exit(0))
  })
  // A parent that was killed needs no answer.
  process.once('disconnect', () => process.exit(0))
}
