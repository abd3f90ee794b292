import { wellToRowColumn } from './wells'

/** What the folders above a file say. Values as written, leading zeros dropped by the caller. */
export interface FolderFacts {
  /** The nearest folder that names something rather than sorting files. */
  plate?: string
  /** The path of that folder, with a bare number below it, to tell two folders of one name apart. */
  platePath: string
  channel?: string
  well?: string
  z?: string
  t?: string
  /** The file lies in a folder of projections. */
  projection: boolean
  /** The measurement the folder stands for, when one plate may have several: a date, a number. */
  acquisition: string
}

/** Folders that sort files and name no plate. */
const structural =
  /^(?:images?|data|dataset|tiffs?|tifs|pngs?|projections?|raw(?:[_ -]?(?:data|images?))?|exports?|exported|pictures?|photos?|\.{1,2})$/i
const leicaFolder = /^(?:field|chamber|slide)--/i
const timeFolder = /^(?:TimePoint[_ -]?|Time[_ -]?|T_)(\d{1,5})$/i
const zFolder = /^(?:ZStep[_ -]?|Z[_-]?)(\d{1,5})$/i
const zSuffix = /[_-]z[_-]?(\d{1,4})$/i
const wellFolder = /^Well[ _-]?((?:A[A-F]|[A-Z])\d{1,3}|\d{4})$/i
const dateFolder = /^(?:\d{4}-\d{2}-\d{2}|(?:19|20)\d{6})$/
const numberFolder = /^\d+$/
const channelWord =
  '(?:phase|ph|red|green|blue|orange|yellow|cyan|magenta|nir|far[-_ ]?red|bf|bright[-_ ]?field|dic|dapi|hoechst|dna|gfp|yfp|cfp|rfp|egfp|mcherry|fitc|tritc|cy3|cy5|cy7|tx[-_ ]?red|texas[-_ ]?red)'
const channelFolder = new RegExp(`^(?:${channelWord}|C\\d|w\\d|ch(?:annel)?[_ -]?\\d{1,2})$`, 'i')
const channelSuffix = new RegExp(`^(.+)[_-](${channelWord})$`, 'i')
/** `24279-ERSyto`: plate number and stain, as in the sets BBBC022 and BBBC036. */
const plateAndStain =
  /^(\d{4,})-(?:ERSyto(?:Bleed)?|Hoechst|Mito|Ph_golgi|DNA|DAPI|ER|RNA|AGP|Syto|w\d|ch\d+)$/i
/** `BR00116991__2020-11-05T19_51_35-Measurement 1`: plate, time and number of a Harmony measurement. */
const harmonyFolder = /^(.+?)__(\d{4}-\d{2}-\d{2}T\d{2}_\d{2}_\d{2})-Measurement ?(\d+)$/

/** True for folders that sort files (images, dates, time points …) and name no plate. */
export function sortsFiles(folder: string): boolean {
  return (
    structural.test(folder) ||
    leicaFolder.test(folder) ||
    timeFolder.test(folder) ||
    zFolder.test(folder) ||
    wellFolder.test(folder) ||
    dateFolder.test(folder) ||
    channelFolder.test(folder)
  )
}

const cache = new Map<string, FolderFacts>()

/**
 * Reads the folders above a file, outermost first.
 *
 * @param path the folder's path with `/` between components; may reach above the folder given
 */
export function readFolders(path: string): FolderFacts {
  const known = cache.get(path)
  if (known) return known
  const components = path.split('/').filter((component) => component !== '')
  const facts: FolderFacts = { platePath: '', projection: false, acquisition: path }
  let number: string | undefined
  let plateNumber: string | undefined
  for (let i = components.length - 1; i >= 0 && facts.plate === undefined; i--) {
    const folder = components[i]
    if (facts.z === undefined) facts.z = zFolder.exec(folder)?.[1] ?? zSuffix.exec(folder)?.[1]
    if (facts.t === undefined) facts.t = timeFolder.exec(folder)?.[1]
    if (/^projections?$/i.test(folder)) facts.projection = true
    if (facts.well === undefined && wellFolder.test(folder)) facts.well = wellFolder.exec(folder)?.[1]
    if (i === components.length - 1 && channelFolder.test(folder)) facts.channel = folder
    if (numberFolder.test(folder) && !dateFolder.test(folder)) {
      // `PLATE/2023-02-21/1334`: below a date, a number is the acquisition's; elsewhere it may be a plate's.
      if (i === 0 || !dateFolder.test(components[i - 1])) plateNumber ??= folder
      number ??= folder
    }
    if (facts.plate === undefined && !numberFolder.test(folder) && !sortsFiles(folder)) {
      facts.plate = plateName(folder)
      facts.platePath = [
        ...components.slice(0, i + 1),
        ...(plateNumber === undefined ? [] : [plateNumber]),
      ].join('/')
    }
  }
  facts.plate ??= number
  if (facts.platePath === '') facts.platePath = path
  facts.acquisition = components.filter((folder) => !isInsideAcquisition(folder)).join('/')
  if (cache.size > 20_000) cache.clear()
  cache.set(path, facts)
  return facts
}

/** Folders that divide one acquisition, so that files on both sides of them belong together. */
function isInsideAcquisition(folder: string): boolean {
  if (dateFolder.test(folder)) return false
  return sortsFiles(folder)
}

function plateName(folder: string): string {
  const plain = folder.length > 4 ? folder.replace(zSuffix, '') : folder
  return harmonyFolder.exec(folder)?.[1] ?? plateAndStain.exec(folder)?.[1] ?? plain
}

/** A prefix that ends in a colour or stain, taken apart: `VID1607_Green` is vessel VID1607 in green. */
export function splitChannelSuffix(prefix: string): { plate?: string; channel?: string } {
  const groups = channelSuffix.exec(prefix)
  if (groups) return { plate: groups[1], channel: groups[2] }
  if (new RegExp(`^${channelWord}$`, 'i').test(prefix)) return { channel: prefix }
  return { plate: prefix }
}

/** The well a `Well A001` folder names, as `A01`; undefined when its name is a number. */
export function wellOfFolder(text: string): { row: number; column: number } | undefined {
  return /^\d+$/.test(text) ? undefined : wellToRowColumn(text)
}
