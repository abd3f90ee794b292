import { channelNames } from '@core/plate/channel-names'
import { nuclearChannelByName } from '@core/plate/nuclear-channel'
import type { ImageSet, Plate, Scan } from '@core/plate/plate-image'
import { resolveChannel, whyAsked } from '@core/plate/resolve-channel'
import { many } from '@shared/many'
import type { Choice, RunSettings } from '@shared/run'
import { InputNames, OutputNames } from './run-folder'
import type { ImageSource, StoredImage } from './run-store'

/** The nuclear channel of a plate: decided (`index`), to be looked for in the images, or not there at all. */
export interface PlateChannel {
  plate: Plate
  decision: 'named' | 'look' | 'none' | 'inside-files'
  index?: number
  why?: string
}

/**
 * Decides the nuclear channel of each plate by name, wavelength or what was asked for. A plate with one kind
 * of file leaves the choice to each file, which may hold several channels.
 *
 * @throws KaryonError `channel-not-found` when the channel asked for is not in a plate.
 */
export function decideChannels(scan: Scan, settings: RunSettings): PlateChannel[] {
  return scan.plates.map((plate) => {
    if (plate.channels.length <= 1) return { plate, decision: 'inside-files' }
    if (settings.channel !== 'auto') {
      const index = resolveChannel(plate.channels, settings.channel)
      return { plate, decision: 'named', index, why: whyAsked(plate.channels, index) }
    }
    const named = nuclearChannelByName(plate.channels)
    if (named && 'none' in named) return { plate, decision: 'none', why: named.why }
    if (named && named.certainty !== 'weak')
      return { plate, decision: 'named', index: named.index, why: named.why }
    return { plate, decision: 'look' }
  })
}

/** What was found and chosen before any pixel was read, as sentences for the run. */
export function choicesOf(channels: readonly PlateChannel[]): Choice[] {
  return channels.flatMap(({ plate, index, why }) => {
    const { rows, columns, source } = plate.geometry
    const choices: Choice[] = [
      {
        about: 'plate',
        plate: plate.name,
        value: [
          many(plate.wells.length, 'well'),
          many(plate.sites.length || 1, 'site'),
          many(plate.channels.length || 1, 'channel'),
        ].join(', '),
        why: `names follow the ${plate.convention} convention`,
      },
      {
        about: 'geometry',
        plate: plate.name,
        value: `${rows} × ${columns} wells`,
        why:
          source === 'sidecar' ? 'from the plate file' : 'the smallest standard plate that holds all wells',
      },
    ]
    if (index !== undefined && why) choices.push(channelChoice(plate, index, why))
    if (plate.zPlanes.length > 1) {
      const value = `maximum of ${plate.zPlanes.length} z planes`
      choices.push({ about: 'projection', plate: plate.name, value, why: 'the default for z stacks' })
    }
    return choices
  })
}

export function channelChoice(plate: Plate, index: number, why: string): Choice {
  const channel = plate.channels[index]
  return {
    about: 'channel',
    plate: plate.name,
    value: channel?.info.name ?? channel?.key ?? String(index + 1),
    why,
  }
}

/** Image sets as rows of the queue, in the scan's order. */
export function* imagesOf(
  scan: Scan,
  channels: readonly PlateChannel[],
): Generator<{ source: ImageSource; record: Omit<StoredImage, 'index'> }> {
  const names = new InputNames(scan.roots)
  const byPlate = new Map(channels.map((channel) => [channel.plate.name, channel]))
  const outputs = new OutputNames()
  for (const set of scan.sets) {
    const channel = set.plate === undefined ? undefined : byPlate.get(set.plate)
    yield { source: { set, channelIndex: channel?.index }, record: recordOf(set, names, outputs, channel) }
  }
}

function recordOf(
  set: ImageSet,
  names: InputNames,
  outputs: OutputNames,
  channel?: PlateChannel,
): Omit<StoredImage, 'index'> {
  const described = describeChannel(set, channel?.index ?? 0, names)
  return {
    id: set.id,
    state: 'waiting',
    plate: set.plate,
    well: set.well,
    site: set.site,
    t: set.t,
    pixelSizeUm: channel?.plate.pixelSizeUm?.x,
    pixelSize: channel?.plate.pixelSizeUm,
    flags: [],
    notes: [],
    ...described,
    output: outputs.take(described.file),
  }
}

/** What a row says of the channel counted: its name, its (first) file, its z plane or projection. */
export function describeChannel(
  set: ImageSet,
  index: number,
  names: InputNames,
): { channel?: string; file: string; z?: string } {
  const planes = set.files.filter((file) => file.channel === index)
  return {
    channel: channelNames(set.channels)[index],
    file: names.relative((planes[0] ?? set.files[0]).path),
    z: planes.length > 1 ? `max of ${planes.length}` : planes[0]?.z,
  }
}
