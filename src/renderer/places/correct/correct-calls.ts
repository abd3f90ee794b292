import type { CorrectAnswer, CorrectOp } from '@shared/correct'
import { api, asFailure, tell, toast } from '../../state/app-store'
import { pickNucleus, useReview } from '../../state/review-store'
import { outlineSet } from '../../viewer/outline-set'
import type { LoadedImage } from '../image/use-image'
import { correctedImage, NOTHING_DRAWN, useCorrect } from './correct-store'
import { withChange } from './with-change'

type At = { runId: string; index: number }

/** Begins to correct an image; what was corrected before is still there. */
export async function beginCorrecting(at: At): Promise<void> {
  withdraw()
  useCorrect.setState({ ...NOTHING_DRAWN, at, state: undefined, cursor: undefined, model: undefined })
  try {
    const state = await api().request('correct.open', at)
    if (isAt(at)) useCorrect.setState({ state })
  } catch (error) {
    if (isAt(at)) useCorrect.setState({ at: undefined })
    tell(error)
  }
}

/** Leaves the image; its tables are brought up to date behind it. */
export function endCorrecting(): void {
  const { at } = useCorrect.getState()
  if (!at) return
  useCorrect.setState({ ...NOTHING_DRAWN, at: undefined, state: undefined, model: undefined })
  api().request('correct.done', at).catch(tell)
}

/** Single corrections made without entering the mode: tables are written once they have come to an end. */
const SOON_MS = 1500
const later = new Map<string, ReturnType<typeof setTimeout>>()

function finishSoon(at: At): void {
  const key = `${at.runId}/${at.index}`
  clearTimeout(later.get(key))
  const finish = () => {
    later.delete(key)
    // The mode brings them up to date when it ends.
    if (!isAt(at)) api().request('correct.done', at).catch(tell)
  }
  later.set(key, setTimeout(finish, SOON_MS))
}

let previews = 0

/** Puts the offer to take the last correction back away: Undo takes back the newest change, whichever that is. */
let withdraw = () => {}

/** The image is no longer on the page, or no longer as it was loaded. */
export function leaveImage(): void {
  withdraw()
  useCorrect.setState({ base: undefined })
}

/** A correction without entering the mode, with the offer to take it back. */
export async function correctAtOnce(
  at: At,
  base: LoadedImage,
  kind: 'keep' | 'remove',
  label: number,
): Promise<void> {
  if (!(await change(at, base, { kind, label }))) return
  finishSoon(at)
  const undo = async () => {
    if (await stepChange(at, base, 'undo')) finishSoon(at)
  }
  const words = `${kind === 'keep' ? 'Kept' : 'Removed'} ${label}`
  const here = useCorrect.getState().base === base && !isAt(at)
  withdraw = toast(words, here ? { label: 'Undo', run: () => void undo() } : undefined)
}

const isAt = (at: At) => {
  const now = useCorrect.getState().at
  return now?.runId === at.runId && now.index === at.index
}

/** Makes a change and shows it; false when it could not be made, with the reason in words. */
export async function change(at: At, base: LoadedImage, op: CorrectOp): Promise<boolean> {
  return show(at, base, () => api().binary('correct.edit', { ...at, op, preview: false }))
}

export async function stepChange(
  at: At,
  base: LoadedImage,
  step: 'undo' | 'redo' | 'revert',
): Promise<boolean> {
  return show(at, base, () => api().binary('correct.step', { ...at, step }))
}

async function show(
  { runId, index }: At,
  base: LoadedImage,
  ask: () => Promise<{ meta: CorrectAnswer; buffers: ArrayBuffer[] }>,
): Promise<boolean> {
  if (useCorrect.getState().busy) return false
  withdraw()
  // A preview that is still under way shows what is no longer there.
  previews++
  useCorrect.setState({ busy: true, said: undefined })
  try {
    const { meta, buffers } = await ask()
    const before = correctedImage(base, useCorrect.getState().shown) ?? base
    const now = withChange(before, meta.changed, meta.nuclei, outlineSet(buffers))
    const { at } = useCorrect.getState()
    useCorrect.setState({
      ...NOTHING_DRAWN,
      shown: { base, now },
      ...(at && { state: meta.state }),
    })
    const { nucleus, image } = useReview.getState()
    // What was made or came back is selected, so that the next key is about it.
    if (image === index && (nucleus === undefined || meta.changed.includes(nucleus))) {
      const still = meta.nuclei.some(({ label }) => label === nucleus)
      pickNucleus(still ? nucleus : meta.nuclei[0]?.label)
    }
    return true
  } catch (error) {
    say(error, { runId, index })
    return false
  } finally {
    useCorrect.setState({ busy: false })
  }
}

/** What could not be done stands in the prompt while correcting, else in a notice. */
export function say(error: unknown, at: At): void {
  const { message, remedy } = asFailure(error)
  if (isAt(at)) useCorrect.setState({ said: `${message} ${remedy}`, pending: undefined })
  else tell(error)
}

/** Shows what an operation would do; nothing is changed until it is accepted. */
export async function preview(op: CorrectOp, drawn: number[] = []): Promise<void> {
  const { at } = useCorrect.getState()
  if (!at) return
  const turn = ++previews
  useCorrect.setState({ line: [], said: undefined })
  try {
    const { meta, buffers } = await api().binary('correct.edit', { ...at, op, preview: true })
    if (turn !== previews || !isAt(at)) return
    const { changed, nuclei } = meta
    useCorrect.setState({ pending: { op, drawn, changed, nuclei, outlines: outlineSet(buffers) } })
  } catch (error) {
    if (turn === previews) say(error, at)
  }
}

/** Superpixels around an image point take the place of those shown. */
export async function showPieces(x: number, y: number): Promise<void> {
  const { at } = useCorrect.getState()
  if (!at) return
  try {
    const { meta, buffers } = await api().binary('correct.superpixels', { ...at, x, y })
    if (!isAt(at) || useCorrect.getState().tool !== 'superpixels') return
    const painted = Array.from({ length: 4 }, () => new Set<number>())
    const outlines = outlineSet(buffers.slice(1))
    useCorrect.setState({
      pieces: { window: meta.window, data: new Uint32Array(buffers[0]!), outlines, painted },
    })
  } catch (error) {
    say(error, at)
  }
}

/** The model's outlines while a key is held. */
export async function holdModel(base: LoadedImage | undefined, held: boolean): Promise<void> {
  if (!held || !base) return useCorrect.setState({ model: undefined })
  const { at, model } = useCorrect.getState()
  if (!at || model) return
  useCorrect.setState({ model: base })
  try {
    const { buffers } = await api().binary('correct.model', at)
    // Let go meanwhile: nothing to show.
    if (!useCorrect.getState().model) return
    const outlines = outlineSet(buffers)
    const rows = new Int32Array(outlines.labels.length).fill(-1)
    useCorrect.setState({ model: { ...base, nuclei: [], outlines, rows, buffers } })
  } catch (error) {
    say(error, at)
  }
}
