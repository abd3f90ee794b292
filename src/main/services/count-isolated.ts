import { fork } from 'node:child_process'
import { KaryonError } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import { hostEntry } from '../hosts/entry'
import type { ImageResult } from '../hosts/image-task'
import type { IsolatedRequest } from '../hosts/isolated-image'
import { cpuThreads } from './devices'

/**
 * Counts one image in a process of its own, on the CPU. For images that were in work when Karyon ended twice:
 * if one of them is the cause (a decoder that crashes, memory that runs out), only this process ends.
 *
 * @throws KaryonError `image-damaged` or `out-of-memory` when the process died of it, `cancelled`
 */
export function countIsolated(
  task: IsolatedRequest['task'],
  model: Model,
  signal: AbortSignal,
): Promise<ImageResult> {
  const file = task.set.files[0].path
  return new Promise((resolve, reject) => {
    const child = fork(hostEntry('image-worker'), {
      serialization: 'advanced',
      stdio: 'ignore',
      // In the desktop app the executable is Electron: this makes it plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    const stop = () => child.kill('SIGKILL')
    signal.addEventListener('abort', stop, { once: true })
    let result: ImageResult | undefined
    child.once('message', (message) => {
      result = message as ImageResult
    })
    child.once('error', reject)
    child.once('exit', (code, ending) => {
      signal.removeEventListener('abort', stop)
      if (result) resolve(result)
      else if (signal.aborted)
        reject(new KaryonError('cancelled', 'The image was stopped.', 'Resume the run.', { file }))
      else reject(endsKaryon(file, ending ?? `exit code ${code}`))
    })
    const request: IsolatedRequest = { task, modelFolder: model.folder, threads: cpuThreads() }
    child.send(request, (error) => {
      // Its exit, which follows, says why.
      if (error) stop()
    })
  })
}

function endsKaryon(file: string, how: string): KaryonError {
  // The system ends a process by force when memory runs out.
  if (how === 'SIGKILL') {
    return new KaryonError(
      'out-of-memory',
      'Working on this image took more memory than there is: the system ended Karyon twice, and its trial on its own.',
      'Close other programs, then run again with --resume; or cut the image into smaller ones.',
      { file },
    )
  }
  return new KaryonError(
    'image-damaged',
    `Karyon ended twice while it worked on this image, and once more when it tried the image on its own (${how}). It was left out so that the rest could go on.`,
    'Open the image in another program and save it again as TIFF; report it with the file if you can.',
    { file },
  )
}
