import type { ImageView } from '@shared/contract'
import { useApp } from '../../state/app-store'
import type { StageEngine } from '../../viewer/engine'

/** Questions to the drawing worker are held back this long, so that a moving pointer asks once. */
const REST_MS = 40

let reading = 0

/**
 * Tells the strip where the pointer is and the file's own value there, of every channel whether it is shown or
 * not. The newest question wins.
 */
export async function readPixel(
  engine: StageEngine | undefined,
  view: ImageView | undefined,
  x?: number,
  y?: number,
): Promise<void> {
  const mine = ++reading
  if (!engine || !view || x === undefined || y === undefined) return useApp.setState({ pixel: undefined })
  const px = Math.floor(x)
  const py = Math.floor(y)
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  if (mine !== reading) return
  const values = await Promise.all(view.channels.map((_, channel) => engine.probe(channel, px, py)))
  if (mine !== reading) return
  useApp.setState({ pixel: pixelWords(view, px, py, values) })
}

/** "x 431  y 212  689 of 65,535"; channels by name, colours as R G B. Undefined outside the image. */
function pixelWords(
  view: Pick<ImageView, 'samples' | 'dtype' | 'bitDepth' | 'channels'>,
  x: number,
  y: number,
  values: (number[] | undefined)[],
): string | undefined {
  const words = values.flatMap((samples, i) => {
    if (!samples) return []
    const shown = samples.map(number)
    if (view.samples === 3) return [['R', 'G', 'B'].map((name, s) => `${name} ${shown[s]}`).join(' ')]
    return [values.length > 1 ? `${view.channels[i]!.name} ${shown[0]}` : shown[0]!]
  })
  if (words.length === 0) return undefined
  const most = view.dtype === 'float32' ? '' : ` of ${number(2 ** view.bitDepth - 1)}`
  return `x ${x}  y ${y}  ${words.join(' · ')}${most}`
}

function number(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : value.toPrecision(4)
}
