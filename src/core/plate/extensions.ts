import type { SkipReason } from './plate-image'

/** What the ending of a file name promises. The content decides later; this only sorts a folder. */
export type FileKind =
  | { kind: 'image' }
  | { kind: 'sidecar' }
  | { kind: 'other'; reason: SkipReason; detail: string }

const readable = new Set(['tif', 'tiff', 'png', 'jpg', 'jpeg', 'webp', 'bmp', 'flex', 'stk'])

/** Formats that hold images Karyon cannot read, with the name a person knows them by. */
const foreign = new Map<string, string>(
  Object.entries({
    czi: 'Zeiss CZI',
    lsm: 'Zeiss LSM',
    zvi: 'Zeiss ZVI',
    nd2: 'Nikon ND2',
    lif: 'Leica LIF',
    xlef: 'Leica XLEF',
    lof: 'Leica LOF',
    oib: 'Olympus OIB',
    oif: 'Olympus OIF',
    oir: 'Olympus OIR',
    vsi: 'Olympus VSI',
    ets: 'Olympus ETS',
    ims: 'Imaris IMS',
    svs: 'Aperio SVS',
    ndpi: 'Hamamatsu NDPI',
    scn: 'Leica SCN',
    mrxs: 'MIRAX MRXS',
    dv: 'DeltaVision DV',
    r3d: 'DeltaVision R3D',
    mrc: 'MRC',
    ics: 'ICS',
    ids: 'ICS',
    sld: 'SlideBook SLD',
    c01: 'Cellomics C01',
    dib: 'Cellomics DIB',
    mea: 'Opera MEA',
    jp2: 'JPEG 2000',
    jxl: 'JPEG XL',
    jxr: 'JPEG XR',
    gif: 'GIF',
    heic: 'HEIC',
    avif: 'AVIF',
    h5: 'HDF5',
    hdf5: 'HDF5',
    zip: 'ZIP archive',
    psd: 'Photoshop',
    dcm: 'DICOM',
    nii: 'NIfTI',
    nrrd: 'NRRD',
    raw: 'raw',
    avi: 'video',
    mp4: 'video',
    mov: 'video',
  }),
)

const sidecars =
  /\.(?:htd|mlf|mrf|mes|wpi|wpp|xdce|exp|dye|plt|nd|mdb)$|^Index(?:\.(?:idx|ref))?\.xml$|ColumbusIDX\.xml$|^MeasurementResult(?:\.ome)?\.xml$|^experiment_descriptor\.(?:xml|dat)$|^acquisition\.yaml$|^acquisition parameters\.json$|^coordinates\.csv$|^metadata\.ome\.xml$/i

/** The ending in lower case without the dot; empty when there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}

export function fileKind(name: string): FileKind {
  const extension = extensionOf(name)
  if (readable.has(extension)) return { kind: 'image' }
  if (sidecars.test(name)) return { kind: 'sidecar' }
  const format = foreign.get(extension)
  if (format) {
    return {
      kind: 'other',
      reason: 'foreign-format',
      detail: `It is a ${format} file, which Karyon does not read; export it as TIFF or OME-TIFF.`,
    }
  }
  const ending = extension ? `its ending is .${extension}` : 'it has no ending'
  return {
    kind: 'other',
    reason: 'not-an-image',
    detail: `It is no image by its name (${ending}); give the file itself to try it all the same.`,
  }
}
