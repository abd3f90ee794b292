import { basename, dirname } from 'node:path'
import type { ComparedImage } from '@core/evaluate/compare-sets'
import { type ImagePlace, placesFromNames } from '@core/evaluate/places-from-names'
import type { SegmentationItem, SegmentationSet } from '@core/evaluate/readers/segmentation'
import type { Pictures } from './pictures'

/** Plate, well and site of compared images: a run tells its own, else names and folders of the targets, then of the predictions. */
export class Places {
  private readonly byItem = new Map<SegmentationItem, ImagePlace>()
  /** Whether any image has a plate or a well. */
  readonly some: boolean

  constructor(
    sets: readonly SegmentationSet[],
    private readonly pictures: Pictures,
    runs: boolean,
  ) {
    let found = runs
    for (const { items, path } of sets) {
      // A plate may be the folder that was chosen, or the one around it.
      const above = [basename(dirname(path)), basename(path)]
      const places = placesFromNames(items.map(({ folders, name }) => [...above, ...folders, name].join('/')))
      for (const [i, place] of places.entries()) {
        if (place.well === undefined) continue
        this.byItem.set(items[i]!, place)
        found = true
      }
    }
    this.some = found
  }

  of(image: ComparedImage): ImagePlace {
    const run = this.pictures.runImage(image)
    if (run) return { plate: run.plate, well: run.well, site: run.site }
    for (const item of [image.target, ...image.predictions]) {
      const place = this.byItem.get(item)
      if (place) return place
    }
    return {}
  }
}
