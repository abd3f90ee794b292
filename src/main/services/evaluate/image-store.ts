import type { ComparedImage } from '@core/evaluate/compare-sets'
import { findErrors, type SegmentationError } from '@core/evaluate/error-list'
import { type ErrorPalette, errorMap, type RgbaImage } from '@core/evaluate/error-map'
import { matchObjects } from '@core/evaluate/matching'
import { overlapTable } from '@core/evaluate/overlap'
import { AT_70 } from '@core/evaluate/thresholds'
import type { LabelImage } from '@core/image/label-image'
import { displayOutlines } from '@core/instances/display-outlines'
import type { Pictures } from './pictures'

interface Kept {
  target: LabelImage
  predictions: Map<number, LabelImage>
  picture: RgbaImage | undefined
  maps: Map<string, RgbaImage>
}

/** Images looked at last; stepping to and fro reads nothing again. */
const MOST_KEPT = 6
const MOST_PIXELS = 60_000_000

/** Error maps, errors and outlines of compared images, from their files when first asked for. */
export class ImageStore {
  private readonly kept = new Map<string, Promise<Kept>>()

  constructor(private readonly pictures: Pictures) {}

  async errors(image: ComparedImage, segmenter: number): Promise<SegmentationError[]> {
    const { target, prediction } = await this.pair(image, segmenter)
    const table = overlapTable(target, prediction)
    return findErrors(target, prediction, table, matchObjects(table))
  }

  /** The whole map, or the picture alone; without a picture the map stands in for it. */
  async map(
    image: ComparedImage,
    segmenter: number,
    layer: 'over' | 'alone' | 'lines' | 'image',
    palette: ErrorPalette,
  ): Promise<{ map: RgbaImage; picture: boolean }> {
    const kept = await this.keep(image)
    const picture = kept.picture !== undefined
    if (layer === 'image' && kept.picture) return { map: kept.picture, picture }
    const drawn = layer === 'lines' || (layer === 'over' && picture) ? layer : 'alone'
    const key = `${segmenter} ${drawn} ${palette}`
    const known = kept.maps.get(key)
    if (known) return { map: known, picture }
    const { target, prediction } = await this.pair(image, segmenter)
    const map = errorMap(target, prediction, {
      palette,
      under: layer === 'over' ? kept.picture : undefined,
      clear: layer === 'lines',
    })
    if (kept.maps.size >= 3) kept.maps.clear()
    kept.maps.set(key, map)
    return { map, picture }
  }

  async outlines(image: ComparedImage, segmenter: number, side: 'target' | 'prediction') {
    const { target, prediction } = await this.pair(image, segmenter)
    const own = side === 'target' ? target : prediction
    const matching = matchObjects(overlapTable(target, prediction))
    const level = side === 'target' ? matching.targetLevel : matching.predictionLevel
    const traced = displayOutlines(own)
    const differs = Uint8Array.from(traced.labels, (label) => (level[label]! > AT_70 ? 0 : 1))
    return { ...traced, differs }
  }

  private async pair(image: ComparedImage, segmenter: number) {
    const kept = await this.keep(image)
    const known = kept.predictions.get(segmenter)
    if (known) return { target: kept.target, prediction: known }
    const { labels } = await image.predictions[segmenter]!.read(image)
    kept.predictions.set(segmenter, labels)
    return { target: kept.target, prediction: labels }
  }

  private keep(image: ComparedImage): Promise<Kept> {
    const key = image.target.file + image.name
    const known = this.kept.get(key)
    if (known) {
      this.kept.delete(key)
      this.kept.set(key, known)
      return known
    }
    const loading = this.load(image)
    this.kept.set(key, loading)
    loading.catch(() => this.kept.delete(key))
    const most = Math.max(1, Math.min(MOST_KEPT, Math.floor(MOST_PIXELS / (image.width * image.height))))
    for (const old of this.kept.keys()) {
      if (this.kept.size <= most) break
      this.kept.delete(old)
    }
    return loading
  }

  private async load(image: ComparedImage): Promise<Kept> {
    const [{ labels }, picture] = await Promise.all([image.target.read(image), this.pictures.rgba(image)])
    return { target: labels, predictions: new Map(), picture, maps: new Map() }
  }
}
