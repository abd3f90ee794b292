import { guid } from './conventions'
import type { SkipReason } from './plate-image'

/** Why a name is left out before any convention is tried. */
export interface Skip {
  reason: SkipReason
  /** One sentence for a person. */
  detail: string
}

/** A rule on one path component: the pattern, why it is left out, and the sentence said. */
interface Rule {
  pattern: RegExp
  reason: SkipReason
  detail: string
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
    pattern:
      /^(?:FFC_Profiles?|illum(?:ination)?(?:_?functions?)?|flat_?fields?|dark_?fields?|calibration)$/i,
    reason: 'calibration-frame',
    detail: 'It lies in a folder of flat-field or dark frames.',
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
    pattern:
      /^SC_.+_CH\d+\.|^DC_.*CAM\d+\.|(?:^|[^a-z])illum(?!inated)|(?:^|[^a-z])(?:flat|dark)[-_ ]?(?:field|frame)s?(?![a-z])/i,
    reason: 'calibration-frame',
    detail: 'It is a flat-field, dark or illumination frame.',
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
  return match(fileRules, name)
}

/** Both, over a path relative to the folder a person pointed at (`/` between components). */
export function skipPath(relativePath: string): Skip | undefined {
  const components = relativePath.split('/')
  const name = components.pop() ?? ''
  for (const component of components) {
    const skip = component === '.' || component === '..' ? undefined : skipFolder(component)
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

function match(rules: Rule[], name: string): Skip | undefined {
  for (const rule of rules) {
    if (rule.pattern.test(name)) return { reason: rule.reason, detail: rule.detail }
  }
  return undefined
}
