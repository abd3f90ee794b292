import type { Evaluation } from '@core/evaluate/evaluation'
import type { ImageStore } from './image-store'
import type { OpenSetup } from './open-setup'

/** What was worked out and is being looked at. */
export interface Session {
  id: string
  open: OpenSetup
  result: Evaluation
  store: ImageStore
  /** Where exports go; made with the first one. */
  folder?: string
}
