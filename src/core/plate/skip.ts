import { guid } from './conventions'
import { matchName } from './match-name'
import type { SkipReason } from './plate-image'

/** Why a name is left out before any convention is tried. */
export interface Skip {
  reason: SkipReason
  /** One sentence for a person. */
  detail: string
  /** A plate may bear this name too: it does where names tell a well. */
  unlessWell?: true
}

/** A rule on one path component: the pattern, why it is left out, and the sentence said. */
interface Rule extends Skip {
  pattern: RegExp
}

/** Folders whose whole content is left out. The folder a person points at is never tested. */
const folderRules: Rule[] = [
  {
    pattern: /^(?:@eaDir|__MACOSX|\$RECYCLE\.BIN|System Volume Information|\..+)$/i,
    reason: 'system-file',
    detail: 'It lies in a folder of the operating system.',
  },
  {
    pattern: /^(?:thumbs?|thumbnails?)$/i,
    reason: 'thumbnail',
    detail: 'It lies in a folder of thumbnails.',
  },
  {
    pattern: /^(?:FFC_Profiles?|illum(?:ination)?_?functions?|calibration)$/i,
    reason: 'calibration-frame',
    detail: 'It lies in a folder of flat-field or dark frames.',
  },
  {
    pattern: /^(?:illum(?:ination)?|flat_?fields?|dark_?fields?)$/i,
    reason: 'calibration-frame',
    detail: 'It lies in a folder of flat-field or dark frames.',
    unlessWell: true,
  },
  {
    pattern:
      /^(?:results?|Batchresults|SEGMENTATION|POSTANALYSIS|masks?|labels?|overlays?|outlines?|outputs?|Analysis)$/i,
    reason: 'analysis-output',
    detail: 'It lies in a folder of analysis outputs; point Karyon at that folder itself if it holds images.',
  },
]

/** Files left out whatever their content. */
const fileRules: Rule[] = [
  {
    pattern: /^(?:\.|~\$)|^(?:Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r?)$/i,
    reason: 'system-file',
    detail: 'It is a hidden file or one of the operating system.',
  },
  {
    pattern: new RegExp(`[_ -]thumb(?:nail)?s?(?:$|\\[|${guid}|[_ -]?\\d*\\.[^.]+$)|^thumbnail`, 'i'),
    reason: 'thumbnail',
    detail: 'It is a thumbnail of another image.',
  },
  {
    pattern: /^SC_.+_CH\d+\.|^DC_.*CAM\d+\./i,
    reason: 'calibration-frame',
    detail: 'It is a flat-field, dark or illumination frame.',
  },
  {
    // CellProfiler glues the channel to the word (`IllumDNA`); Illumina is a maker of sequencers.
    pattern: /(?:^|[^a-z])illum(?!ina(?!tion))|(?:^|[^a-z])(?:flat|dark)[-_ ]?(?:field|frame)s?(?![a-z])/i,
    reason: 'calibration-frame',
    detail: 'It is a flat-field, dark or illumination frame.',
    unlessWell: true,
  },
  {
    pattern: /_labels\.tiff?$/i,
    reason: 'own-output',
    detail: 'It is a label image, which Karyon writes as a result.',
  },
  {
    pattern:
      /[_ -](?:SegmentedCells|cp_masks?|seg|segmentation|masks?|labels?|outlines?|overlays?|Probabilities|Simple[ _]Segmentation)\.(?:ome\.)?[a-z0-9]+$/i,
    reason: 'analysis-output',
    detail: 'It is an analysis output: a mask, label, outline or probability image.',
  },
  {
    pattern: /^PlateTemplate\.png$/i,
    reason: 'analysis-output',
    detail: 'It is a drawing of the plate, not an image of it.',
  },
]

/** The rule a folder name falls under, if any. */
export function skipFolder(name: string): Skip | undefined {
  return match(folderRules, name)
}

/** The rule a file name falls under, if any. */
export function skipFile(name: string): Skip | undefined {
  return match(fileRules, name, name)
}

/**
 * The rule found for a file or for a folder above it; undefined when it does not hold for a plate's images and the
 * name is one, with its well, by a convention that ordinary pictures do not fit.
 *
 * @param path the name, with as many folders above it as are known, `/` between components
 */
export function unlessWell(skip: Skip | undefined, path: string): Skip | undefined {
  if (!skip?.unlessWell) return skip
  const found = matchName(withoutCopyMark(path.normalize('NFC')))
  const isPlate = found && !found.convention.weak && (found.well ?? found.wellIndex) !== undefined
  return isPlate ? undefined : skip
}

/** Both, over a path relative to the folder a person pointed at (`/` between components). */
export function skipPath(relativePath: string): Skip | undefined {
  const components = relativePath.split('/')
  const name = components.pop() ?? ''
  for (const component of components) {
    if (component === '.' || component === '..') continue
    const skip = match(folderRules, component, relativePath)
    if (skip) return skip
  }
  return skipFile(name)
}

/**
 * Suffixes of images made from other images. Such a file is left out only when the file (or the planes) it was
 * made from is there too; alone, it is an image like any other.
 */
const derived =
  /[_ -](?:montage|mosaic|stitched|MIP|max|merged?|composite|RGB|corrected|resized|bl)(?=\.(?:ome\.)?[a-z0-9]+$)/i

/** The name a derived image was made from, or undefined when its name does not end in such a suffix. */
export function derivedFrom(name: string): string | undefined {
  return derived.test(name) ? name.replace(derived, '') : undefined
}

const copyMark = /(?: \(\d+\)| - Copy(?: \(\d+\))?| - Kopie| copy(?: \d+)?)(?=\.[^.]+$)/i

/** The name without ` (1)`, ` - Copy` and the like; the name itself when it bears no such mark. */
export function withoutCopyMark(name: string): string {
  return name.replace(copyMark, '')
}

/** The first rule the name falls under that holds; `path` is what tells a well, where one matters. */
function match(rules: Rule[], name: string, path?: string): Skip | undefined {
  for (const rule of rules) {
    if (!rule.pattern.test(name)) continue
    const { pattern, ...skip } = rule
    if (path === undefined || unlessWell(skip, path)) return skip
  }
  return undefined
}
