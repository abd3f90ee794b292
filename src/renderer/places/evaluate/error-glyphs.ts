import type { ErrorKind } from '@core/evaluate/error-list'
import type { IconName } from '../../ui/icon'

/** Signs of the kinds of error that have no colour of their own. */
export const ERROR_GLYPHS: Partial<Record<ErrorKind, IconName>> = {
  split: 'split',
  merged: 'merge',
  'poor outline': 'redraw',
}
