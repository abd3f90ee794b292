import type { Nucleus } from '@core/measure/nucleus'
import { heatStep, roundUp } from '../../logic/metrics'
import type { Shade } from '../../state/viewer-store'
import type { OutlineStyle, Overlay } from '../../viewer/draw-outlines'
import type { OutlineSet } from '../../viewer/outline-set'

/** Colours of the stage in tokens.css; the same in both themes. */
const SURE = '#5fe0b5'
const LESS_SURE = '#f2b544'
const HEAT = [
  '#35264c',
  '#3c3163',
  '#403c78',
  '#3f4b8c',
  '#3c5a99',
  '#376b9f',
  '#367ba3',
  '#358ba7',
  '#359baa',
  '#3babac',
  '#43bbad',
  '#5dc9ad',
  '#79d6b0',
  '#a2e0bc',
  '#c3ebd0',
  '#def5e5',
]

export interface Scale {
  from: string
  to: string
  label: string
}

/**
 * The colour group of every outline, and the scale to show beside it.
 * @param rows of each outline the place of its nucleus, or -1
 */
export function outlineStyle(
  set: OutlineSet,
  nuclei: Nucleus[],
  rows: Int32Array,
  options: {
    overlay: Overlay
    shade: Shade
    line: number
    opacity: number
    checkBelow: number
    selected: number | undefined
  },
): { style: OutlineStyle; scale: Scale | undefined } {
  const group = new Uint8Array(set.labels.length)
  const byHand = new Uint8Array(set.labels.length)
  const noConfidence = nuclei.every((nucleus) => nucleus.confidence === undefined)
  const shade = options.shade === 'confidence' && noConfidence ? 'check' : options.shade
  const top = shade === 'area' ? roundUp(nuclei.reduce((most, { areaPx }) => Math.max(most, areaPx), 1)) : 1
  for (let i = 0; i < group.length; i++) {
    const nucleus = nuclei[rows[i]!]
    if (!nucleus) continue
    if (nucleus.byHand) byHand[i] = 1
    if (shade === 'check') group[i] = (nucleus.confidence ?? 1) < options.checkBelow ? 1 : 0
    else group[i] = heatStep(shade === 'area' ? nucleus.areaPx : (nucleus.confidence ?? 0), top)
  }
  return {
    style: {
      overlay: options.overlay,
      line: options.line,
      opacity: options.opacity,
      shade: shade === 'check' ? [SURE, LESS_SURE] : HEAT,
      group,
      byHand,
      selected: options.selected ?? 0,
    },
    scale:
      shade === 'check'
        ? undefined
        : {
            from: '0',
            to: shade === 'area' ? `${top}` : '1',
            label: shade === 'area' ? 'area, px' : 'confidence',
          },
  }
}
