import type { ErrorKind } from '@core/evaluate/error-list'
import type { PathHandle } from '@shared/path-handle'
import { create } from 'zustand'
import { api, tell } from '../../state/app-store'
import { ALL_KINDS } from '../evaluate/look-store'
import { useMarks } from '../plate/marks-store'

/** The error map of Review: whether it is shown, which kinds N stops at, and where it stands. */
interface ReviewErrors {
  on: boolean
  kinds: Record<ErrorKind, boolean>
  /** Position among the errors of the chosen kinds; undefined shows the whole image. */
  at: number | undefined
  /** The image alone, while H is held. */
  alone: boolean
  /** The page's own chooser of masks is open. Browser only. */
  choosing: boolean
  /** Counts up with each change of the masks, so that they are compared anew. */
  version: number
}

export const useReviewErrors = create<ReviewErrors>(() => ({
  on: false,
  kinds: ALL_KINDS,
  at: undefined,
  alone: false,
  choosing: false,
  version: 0,
}))

const set = useReviewErrors.setState

/** Opens the system's dialog, or the page's own in a browser. */
export async function chooseMasks(kind: 'folder' | 'file' = 'folder'): Promise<void> {
  if (api().shell === 'browser') return set({ choosing: true })
  try {
    const [handle] = await api().request('paths.choose', { what: kind === 'folder' ? 'masks' : 'mask-file' })
    if (handle) await attachMasks(handle)
  } catch (error) {
    tell(error)
  }
}

/** Attaches target masks to the run that is shown; without a handle takes them away. */
export async function attachMasks(handle?: PathHandle): Promise<void> {
  const { runId } = useMarks.getState()
  if (!runId) return
  try {
    const review = await api().request('review.attach', handle ? { runId, handle: handle.id } : { runId })
    if (useMarks.getState().runId === runId) useMarks.setState({ review })
    set((state) => ({ version: state.version + 1, at: undefined }))
  } catch (error) {
    tell(error)
  }
}
