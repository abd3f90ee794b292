import { fromFailure, KaryonError, toFailure } from '@core/errors'
import type { ImageResult } from '../hosts/image-task'
import type { IsolatedRequest } from '../hosts/isolated'
import { askIsolated } from './ask-isolated'

export type IsolatedCount = Extract<IsolatedRequest, { kind: 'count' | 'count-classical' }>

/**
 * Counts one image in a process of its own, on the CPU. For images that were in work when Karyon ended twice:
 * if one of them is the cause (a decoder that crashes, memory that runs out), only this process ends.
 *
 * @throws KaryonError `image-damaged` or `out-of-memory` when the process died of it, `cancelled`
 */
export async function countIsolated(request: IsolatedCount, signal: AbortSignal): Promise<ImageResult> {
  const file = request.task.set.files[0].path
  const outcome = await askIsolated(request, { signal })
  if (signal.aborted)
    throw new KaryonError('cancelled', 'The image was stopped.', 'Resume the run.', { file })
  if ('ended' in outcome) throw endsKaryon(file, outcome.ended)
  if (outcome.reply.kind === 'counted') return outcome.reply.result
  const why = outcome.reply.kind === 'failed' ? outcome.reply.message : 'no count came back'
  throw fromFailure(toFailure(new Error(why), file))
}

function endsKaryon(file: string, how: string): KaryonError {
  // The system ends a process by force when memory runs out.
  if (how === 'SIGKILL') {
    return new KaryonError(
      'out-of-memory',
      'Working on this image took more memory than there is: the system ended Karyon twice, and its trial on its own.',
      'Close other programs, then read it again (on the command line: --resume); or cut the image into smaller ones.',
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
