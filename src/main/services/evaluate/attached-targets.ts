import { fromFailure } from '@core/errors'
import { type ComparedImage, compareSets } from '@core/evaluate/compare-sets'
import { matchByName } from '@core/evaluate/readers/match-by-name'
import { readSegmentations } from '@core/evaluate/readers/read-segmentations'
import type { SegmentationItem, SegmentationSet } from '@core/evaluate/readers/segmentation'
import { ImageStore } from './image-store'
import { Pictures } from './pictures'

/** What Review asks of one image of a run: everything needed to find it and its target mask. */
export interface AttachedImage {
  runId: string
  runFolder: string
  /** Path of the target masks. */
  targets: string
  index: number
  labelsPath: string
}

interface Opened {
  key: string
  targets: SegmentationSet
  run: SegmentationSet
  /** The target of each prediction. */
  pairs: Map<SegmentationItem, SegmentationItem>
}

const MOST_IMAGES = 64

/**
 * Target masks attached to runs. Names are matched once a run; an image is read and compared when it is looked
 * at, so that a plate of thousands opens at once.
 */
export class AttachedTargets {
  readonly store = new ImageStore(new Pictures(undefined, []))
  private opened: Promise<Opened> | undefined
  private openedKey = ''
  private readonly images = new Map<string, ComparedImage>()

  /** The name under which maps of a run's images are asked for. */
  static idOf(runId: string): string {
    return `run ${runId}`
  }

  known(id: string, index: number): ComparedImage | undefined {
    return this.images.get(`${id}/${index}`)
  }

  /**
   * @returns undefined when no target has the image's name
   * @throws KaryonError when the masks cannot be read, or not be compared with this image; it names the file
   */
  async compare(wanted: AttachedImage): Promise<ComparedImage | undefined> {
    const { targets, run, pairs } = await this.open(wanted)
    const prediction = run.items.find(({ sources }) => sources.includes(wanted.labelsPath))
    const target = prediction && pairs.get(prediction)
    if (!target) return undefined
    const { images, failures } = await compareSets({ ...targets, items: [target] }, [
      { name: 'this run', set: { ...run, items: [prediction] } },
    ])
    if (!images[0]) throw fromFailure(failures[0]!)
    this.images.set(`${AttachedTargets.idOf(wanted.runId)}/${wanted.index}`, images[0])
    for (const old of this.images.keys()) {
      if (this.images.size <= MOST_IMAGES) break
      this.images.delete(old)
    }
    return images[0]
  }

  private open({ runId, runFolder, targets }: AttachedImage): Promise<Opened> {
    const key = `${runId}\n${targets}`
    if (this.opened && this.openedKey === key) return this.opened
    this.openedKey = key
    this.images.clear()
    const opening = openPairs(key, targets, runFolder)
    this.opened = opening
    opening.catch(() => {
      if (this.opened === opening) this.opened = undefined
    })
    return opening
  }
}

async function openPairs(key: string, targetsPath: string, runFolder: string): Promise<Opened> {
  const [targets, run] = await Promise.all([readSegmentations(targetsPath), readSegmentations(runFolder)])
  const { pairs } = matchByName(targets.items, run.items)
  return { key, targets, run, pairs: new Map(pairs.map((pair) => [pair.prediction, pair.target])) }
}
