import type { Failure } from '@core/errors'
import type { ImageSet } from '@core/plate/plate-image'
import type { EvaluateEvent, EvaluateSetup } from '@shared/evaluate'

/** Where the pixels of a run's image are, and its place on the plate; plain data. */
export interface RunImage {
  labelsPath: string
  set: ImageSet
  time?: number
  channel?: string
  channelIndex?: number
  plate?: string
  well?: string
  site?: string
}

/** A source with its path instead of a handle; a run brings its images. */
export interface ResolvedSource {
  path: string
  /** As it stands in tables; the path's last telling part when left out. */
  name?: string
  images?: RunImage[]
}

export interface ResolvedSetup {
  targets: ResolvedSource
  predictions: ResolvedSource[]
  images?: string
  table?: string
  by?: string
  /** As asked, given back with the result. */
  asked: EvaluateSetup
}

export interface ToEvaluateWorker {
  call?: { id: number; name: string; args: unknown }
  cancel?: true
}

export interface FromEvaluateWorker {
  answer?: { id: number; value?: unknown; failure?: Failure }
  event?: EvaluateEvent
}
