/**
 * The classical segmenter as it stands beside the networks: always there, no file of its own. The version rises
 * with every change that changes a count. Measured S: docs/decisions/classical.md.
 */
export const CLASSICAL = {
  name: 'classical',
  title: 'Classical reference: thresholds and watershed',
  version: '1.0.0',
  /** S, the mean over IoU .50 … .95 of hits ÷ (hits + missed + extra), a mean over images. */
  measured: [
    { data: 'dsb2018, fold 0 (145 images)', S: 0.58 },
    { data: 'BBBC039 (40 fields)', S: 0.753 },
  ],
} as const
