import { setTimeout as wait } from 'node:timers/promises'
import { nuclearScore } from '@core/channel/nuclear-score'
import type { ChannelScore } from '@core/channel/pick-channel'
import { classicalScore } from '@core/classical/classical-score'
import {
  type CountClassicalOptions,
  type CountedClassical,
  countClassical,
} from '@core/classical/count-classical'
import type { Field } from '@core/field/field'
import { type CountedField, countNuclei } from '@core/pipeline'
import type { ClassicalTask, NetworkTask, SegmentTask } from './image-task'
import { PortNetwork } from './port-network'

type CountOptions = Omit<CountClassicalOptions, 'settings'>

/** What finds the nuclei of an image: a network at the other end of a port, or the classical pipelines here. */
export interface Segmenter {
  count(field: Field, options: CountOptions): Promise<CountedField | CountedClassical>
  score: ChannelScore
  /** Milliseconds a network computed for this image, and the tiles it was given, for the bench. */
  readonly inferenceMilliseconds: number
  readonly tiles: { width: number; height: number }[]
  close(): void
}

export function segmenterOf(task: SegmentTask): Segmenter {
  return 'classical' in task ? classicalSegmenter(task) : networkSegmenter(task)
}

function networkSegmenter(task: NetworkTask): Segmenter {
  const network = new PortNetwork(task.manifest, task.port, task.beat)
  const tileSize = task.kind === 'count' ? task.tileSize : undefined
  return {
    count: (field, options) => countNuclei(field, network, { ...options, tileSize }),
    score: (field, channel) => nuclearScore(field, channel, network),
    get inferenceMilliseconds() {
      return network.inferenceMilliseconds
    },
    tiles: network.tiles,
    close: () => network.close(),
  }
}

/** Images above this are held by one thread at a time, so that memory does not grow with the cores. */
const TURN_PIXELS = 16e6
const LOOK_MS = 100

function classicalSegmenter({ classical: settings, turn, beat }: ClassicalTask): Segmenter {
  /** Waits until no other large image is in work. Who is given up meanwhile loses the turn (classical-counter.ts). */
  const takeTurn = async (signal?: AbortSignal) => {
    if (!turn) return
    while (Atomics.compareExchange(turn.gate, 0, 0, turn.image) !== 0) {
      // Waiting is no silence: the image in work has a watch of its own.
      if (beat) Atomics.add(beat, 0, 1)
      await wait(LOOK_MS, undefined, { signal })
    }
  }
  return {
    count: async (field, options) => {
      if (field.width * field.height > TURN_PIXELS) await takeTurn(options.signal)
      return countClassical(field, { ...options, settings })
    },
    score: (field, channel) => classicalScore(field, channel, settings),
    inferenceMilliseconds: 0,
    tiles: [],
    close: () => {},
  }
}
