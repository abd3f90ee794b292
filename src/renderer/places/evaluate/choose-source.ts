import type { PathHandle } from '@shared/path-handle'
import { api, tell } from '../../state/app-store'
import { type Chosen, type Purpose, preview, useEvaluate } from './evaluate-store'

/** Opens the system's dialog, or the page's own in a browser. */
export async function pick(purpose: Purpose, kind: 'folder' | 'file'): Promise<void> {
  if (api().shell === 'browser') return useEvaluate.setState({ asking: { purpose } })
  try {
    const what = kind === 'folder' ? 'masks' : 'mask-file'
    for (const handle of await api().request('paths.choose', { what })) accept(purpose, handle)
  } catch (error) {
    tell(error)
  }
}

export function accept(purpose: Purpose, handle: PathHandle): void {
  if (purpose === 'compare-images') useEvaluate.setState({ compareImages: handle })
  else if (purpose === 'images' || purpose === 'table') {
    useEvaluate.setState(purpose === 'images' ? { images: handle } : { table: handle, by: undefined })
    void preview()
  } else take(purpose, { source: { handle: handle.id }, name: handle.name, path: handle.path })
}

/** Puts a file, folder or run where it was asked for. */
export function take(purpose: 'targets' | 'prediction' | 'a' | 'b', chosen: Chosen): void {
  if (purpose === 'a') useEvaluate.setState({ a: chosen })
  else if (purpose === 'b') useEvaluate.setState({ b: chosen })
  else if (purpose === 'targets') useEvaluate.setState({ targets: chosen })
  else {
    const { predictions } = useEvaluate.getState()
    const key = JSON.stringify(chosen.source)
    if (predictions.some(({ source }) => JSON.stringify(source) === key)) return
    useEvaluate.setState({ predictions: [...predictions, chosen] })
  }
  if (purpose === 'targets' || purpose === 'prediction') void preview()
}

export function leaveOut(at: number): void {
  useEvaluate.setState({ predictions: useEvaluate.getState().predictions.filter((_, i) => i !== at) })
  void preview()
}

/** What is dropped on a row of the form. */
export async function takeDrop(purpose: Purpose, items: DataTransfer): Promise<void> {
  try {
    for (const handle of await api().dropped(items)) accept(purpose, handle)
  } catch (error) {
    tell(error)
  }
}
