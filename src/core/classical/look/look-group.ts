/** The five looks of the 2018 Data Science Bowl, as the paper names them. */
export const LOOK_GROUPS = [
  'small fluorescent',
  'large fluorescent',
  'purple tissue',
  'pink & purple tissue',
  'grayscale tissue',
] as const

export type LookGroup = (typeof LOOK_GROUPS)[number]
