import type { CountedImage } from '../hosts/image-task'
import type { StoredImage } from './run-store'

/** What the store keeps of an image once it is counted; `provider` is the device it was counted on. */
export function countedRecord(record: StoredImage, result: CountedImage, provider: string): StoredImage {
  const pixelSize = result.pixelSizeUm ?? record.pixelSize
  const areaMm2 = pixelSize && (result.widthPx * result.heightPx * pixelSize.x * pixelSize.y) / 1e6
  return {
    ...record,
    state: 'done',
    channel: record.channel ?? result.channel,
    channelIndex: result.channelIndex,
    widthPx: result.widthPx,
    heightPx: result.heightPx,
    pixelSize,
    pixelSizeUm: pixelSize?.x,
    count: result.count,
    touchingEdge: result.touchingEdge,
    meanAreaPx: result.meanAreaPx,
    medianDiameterPx: result.medianDiameterPx,
    meanConfidence: result.meanConfidence,
    meanIntensity: result.meanIntensity,
    densityPerMm2: areaMm2 === undefined ? undefined : result.count / areaMm2,
    scale: result.scale,
    look: result.look,
    flags: result.flags as StoredImage['flags'],
    notes: [
      ...record.notes,
      ...(result.channelWhy ? [`Channel: ${result.channelWhy}.`] : []),
      ...result.notes,
    ],
    seconds: result.seconds,
    device: provider,
    inputs: result.inputs,
    intensityChannels: result.intensityChannels,
    countedIntensities: result.countedIntensities,
    tiles: result.tiles,
  }
}
