/** Extensions that may stand behind an image's name; two may follow each other (`.ome.tif`, `.tif.png`). */
const EXTENSION = /\.(ome|tiff?|png|jpe?g|bmp|gif|webp|jp2|btf|zip|roi|geojson|json|csv|npy)$/i

/** What programs put behind the image's name to say "these are its objects". */
const LABEL_SUFFIX =
  /[ _.-]*(?:cp[ _-]?masks?|labels?|masks?|seg|segmentation|predictions?|pred|targets?|ground[ _-]?truth|gt|rois?|roiset|instances?|detections?|annotations?)$/i

/** A file's name without folders and image extensions. */
export function stemOf(fileName: string): string {
  let stem = fileName.replace(/^.*[\\/]/, '')
  while (EXTENSION.test(stem) && stem.replace(EXTENSION, '') !== '') stem = stem.replace(EXTENSION, '')
  return stem
}

/** The image a file of objects belongs to: its stem without `_labels`, `_mask` and the like. */
export function imageNameOf(fileName: string): string {
  let name = stemOf(fileName)
  for (;;) {
    const shorter = name.replace(LABEL_SUFFIX, '')
    // A file called just `labels` keeps its name.
    if (shorter === name || shorter === '' || !/[ _.-]/.test(name.slice(shorter.length, shorter.length + 1)))
      return name
    name = shorter
  }
}

/** True when the name says that the file holds objects. */
export function hasLabelSuffix(fileName: string): boolean {
  return imageNameOf(fileName) !== stemOf(fileName)
}

/** How names are compared: without regard to case, and with composed accents on every system. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
