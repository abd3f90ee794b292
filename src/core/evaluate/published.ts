import type { LookGroup } from '../classical/look/look-group'

/**
 * Published results on the 106 images of the Bowl's stage-2 holdout (Caicedo et al. 2019, table 1 and figures),
 * as far as they were given; for other images they are no more than an orientation and are labelled so.
 */
export interface PublishedResult {
  readonly name: string
  readonly what: string
  readonly S: number
  readonly meanF1?: number
  /** Macro F1 at .5, .7, .9. */
  readonly f1?: readonly [number, number, number]
  /** Decimals with which the three were published. */
  readonly digits?: readonly [number, number, number]
  readonly missedPercent?: number
  readonly extraPercent?: number
  readonly pooledF1At70?: number
  /** Macro F1 at .7 by look group. */
  readonly groups?: Readonly<Record<LookGroup, number>>
}

export const PUBLISHED_ON = 'DSB 2018 stage 2, 106 images'

export const PUBLISHED: readonly PublishedResult[] = [
  {
    name: 'topcoders',
    what: '32 networks',
    S: 0.6316,
    meanF1: 0.712,
    f1: [0.87, 0.816, 0.49],
    digits: [2, 3, 2],
    missedPercent: 22.38,
    extraPercent: 14.55,
    pooledF1At70: 0.808,
    groups: byGroup(0.895, 0.513, 0.706, 0.806, 0.557),
  },
  {
    name: 'Jacobkie',
    what: '1 network',
    S: 0.6147,
    meanF1: 0.6987,
    f1: [0.89, 0.832, 0.41],
    digits: [2, 3, 2],
    missedPercent: 30.86,
    extraPercent: 15.04,
    pooledF1At70: 0.751,
    groups: byGroup(0.884, 0.895, 0.646, 0.665, 0.151),
  },
  {
    name: 'Deep Retina',
    what: '1 network',
    S: 0.6141,
    meanF1: 0.7008,
    f1: [0.86, 0.819, 0.44],
    digits: [2, 3, 2],
    missedPercent: 31.93,
    extraPercent: 10.9,
    pooledF1At70: 0.761,
    groups: byGroup(0.9, 0.638, 0.708, 0.532, 0.431),
  },
  {
    name: 'CellProfiler',
    what: 'expert, 3 h',
    S: 0.5281,
    meanF1: 0.628,
    f1: [0.82, 0.743, 0.36],
    digits: [2, 3, 2],
    missedPercent: 40.65,
    extraPercent: 39.55,
    pooledF1At70: 0.597,
    groups: byGroup(0.799, 0.845, 0.541, 0.406, 0.452),
  },
  { name: '739 teams', what: 'median', S: 0.443 },
]

function byGroup(
  small: number,
  large: number,
  purple: number,
  pink: number,
  gray: number,
): Record<LookGroup, number> {
  return {
    'small fluorescent': small,
    'large fluorescent': large,
    'purple tissue': purple,
    'pink & purple tissue': pink,
    'grayscale tissue': gray,
  }
}
