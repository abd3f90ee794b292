/**
 * What the ranker is told of a candidate, in this order; `NAMES` in training/karyon_training/features.py. A ranker
 * trained with other names or another order is refused.
 */
export const FEATURE_NAMES = [
  'areaRelative',
  'logDiameter',
  'axisRatio',
  'solidity',
  'extent',
  'compactness',
  'bodyMean',
  'bodyStd',
  'bodyRim',
  'bodyAround',
  'distanceMean',
  'distanceMax',
  'distanceRim',
  'borderMean',
  'borderMax',
  'borderRim',
  'onEdge',
  'neighbours2',
  'neighbours4',
  'neighbourAreaRatio',
  'levelsFound',
  'level',
  'seedMargin',
] as const
