import type { ImageFlag, ImageRecord } from '@shared/run'
import type { IconName } from '../ui/icon'

/** Flags that ask for a look, in the order they are shown. The others are notes on how a count was made. */
export const QUALITY_FLAGS: { flag: ImageFlag; label: string; icon: IconName }[] = [
  { flag: 'blurred', label: 'Blurred', icon: 'blur' },
  { flag: 'saturated', label: 'Saturated', icon: 'saturated' },
  { flag: 'empty', label: 'Empty', icon: 'empty' },
  { flag: 'debris', label: 'Debris', icon: 'debris' },
  { flag: 'few-unsure', label: 'Few, unsure', icon: 'warn' },
  { flag: 'low-confidence', label: 'Less sure', icon: 'warn' },
]

export function qualityFlag(flags: ImageFlag[]) {
  return QUALITY_FLAGS.find(({ flag }) => flags.includes(flag))
}

/** To check: a quality flag, or a mean confidence under the limit. */
export function needsLook(image: ImageRecord, checkBelow: number): boolean {
  if (image.state !== 'done') return false
  return qualityFlag(image.flags) !== undefined || (image.meanConfidence ?? 1) < checkBelow
}
