import type { Failure } from '@core/errors'
import type { Nucleus } from '@core/measure/nucleus'
import type { CorrectBinaryRequests, CorrectRequests } from './correct'
import type { EvaluateBinaryRequests, EvaluateEvent, EvaluateRequests } from './evaluate'
import type { PathHandle } from './path-handle'
import type { ReviewRequests } from './review'
import type { Choice, DeviceChoice, ImageRecord, Quality, RunEvent, RunSettings, RunSummary } from './run'

/**
 * Everything the window may ask of the services, and everything the services may tell the window. Both
 * shells (Electron and the loopback browser) speak exactly this; arguments are checked against schemas.ts.
 */

export interface Notice {
  id: string
  tone: 'info' | 'attention' | 'failure'
  /** The first sentence is set bold. */
  message: string
  remedy?: string
}

export interface AppInfo {
  version: string
  shell: 'electron' | 'browser'
  platform: string
  /** True where the sample plate can be made and counted. */
  sample: boolean
  /** Things that went wrong before the window was there (settings set aside, run picked up …). */
  notices: Notice[]
}

/** A licence notice: whose, and its words. */
export interface Licence {
  title: string
  text: string
}

export type Theme = 'system' | 'dark' | 'light'

export interface Prefs {
  theme: Theme
  palette: 'published' | 'safe'
  units: 'um' | 'px'
  quality: Quality
  /** A model's name, or 'auto'. */
  model: string
  device: DeviceChoice
  /** Folder in which results folders are made; '' = beside the images. */
  output: string
  /** Overlays are written with every new run. */
  exportOverlays: boolean
  /** Confidence under which a nucleus or an image is marked to check. */
  checkBelow: number
  /** A notification of the system when a run ends behind other windows. */
  notify: boolean
}

export interface PlanPlate {
  name: string
  convention: string
  rows: number
  columns: number
  wells: number
  /** Fields of a well, where it has most. */
  sites: number
  channels: string[]
  zPlanes: number
  timePoints: number
  notes: string[]
}

/** What was recognised in what the user dropped. Nothing of it has to be confirmed. */
export interface Plan {
  name: string
  images: number
  plates: PlanPlate[]
  /** Images that belong to no plate. */
  loose: number
  choices: Choice[]
  skipped: { path: string; reason: string; detail: string }[]
  skippedTotal: number
  warnings: string[]
  /** Files given by name that are no image Karyon reads; they are left out. */
  unreadable?: (FailureWords & { path: string })[]
  /** Why there is nothing to count, when there is nothing. */
  nothing?: FailureWords
}

/** What happened, and what to do about it. */
export type FailureWords = Pick<Failure, 'message' | 'remedy'>

export interface ModelInfo {
  name: string
  version: string
  title?: string
  /**
   * Of manifest.json, which holds the hashes of networks and rankers: two models that share a network differ in it.
   * `manifestSha256` in run.json. The classical segmenter has no file.
   */
  sha256?: string
  bytes?: number
  /** S as measured, where the services know it: 'S .580'. */
  accuracy?: string
  builtIn: boolean
  /** The model each quality uses, where it is one. */
  defaultFor: Quality[]
  /** The card, Markdown. */
  card: string
  /** The pictures it shows, as data URLs by the names it calls them. */
  pictures?: Record<string, string>
  inputs: string
  outputs: string[]
  failure?: Failure
}

export interface DeviceInfo {
  /** ONNX provider. */
  provider: string
  name: string
  state: 'untested' | 'ready' | 'failed'
  /** The CPU is what others are compared with. */
  reference: boolean
  /** The one a run with device 'auto' takes now. */
  inUse: boolean
  /** Milliseconds for one tile in the self-test, here and on the CPU. */
  tileMs?: number
  cpuTileMs?: number
  /** Largest difference of the network's answer from the CPU's, 0…1. */
  largestDifference?: number
  detail?: string
  failure?: Failure
}

export interface ImageChannel {
  name: string
  /** The one that was counted. */
  nuclear: boolean
}

export type TileType = 'uint8' | 'uint16' | 'float32'

/** What Review needs to draw an image without having its pixels. */
export interface ImageView {
  runId: string
  index: number
  width: number
  height: number
  samples: 1 | 3
  /** Type of the tiles' values: the file's own, except that wider integers and doubles come as float32. */
  dtype: TileType
  /** As stored: 8, 12, 16, 32. */
  bitDepth: number
  channels: ImageChannel[]
  /** Places of the counted channel among a nucleus's intensities: one, or those of red, green and blue. */
  countedIntensities: number[]
  pixelSizeUm?: number
  /** Halvings until the image fits one tile; level 0 is the file's own pixels. */
  levels: number
  tileSize: number
  hasLabels: boolean
}

export interface Histogram {
  /** Lower edge of the first bin and upper edge of the last, in the file's own values. */
  from: number
  to: number
  bins: number[]
  /** Automatic black and white: the 0.1 and 99.9 percentiles. */
  black: number
  white: number
}

/** A plate of a run, its size and its channels as the plan named them; none where the run does not say. */
export interface PlateShape {
  name: string
  rows: number
  columns: number
  channels: string[]
}

export interface FolderListing {
  handle: PathHandle
  parent?: PathHandle
  folders: PathHandle[]
  /** Number of files directly inside that Karyon may read. */
  images: number
}

export interface ExportChoice {
  /** Tables (CSV) and the workbook are always written. */
  overlays: boolean
}

/** What a native dialog is opened for. */
export type ChooseWhat = 'folder' | 'images' | 'model' | 'output' | 'run' | 'masks' | 'mask-file'

type Nothing = Record<string, never>

export interface Requests extends EvaluateRequests, ReviewRequests, CorrectRequests {
  'app.info': { args: Nothing; result: AppInfo }
  /** Karyon's own licence first, then those of everything it is built on. */
  'app.licences': { args: Nothing; result: Licence[] }
  'prefs.get': { args: Nothing; result: Prefs }
  'prefs.set': { args: Partial<Prefs>; result: Prefs }
  /** A native dialog; resolves to [] when the user changes their mind. Electron only. */
  'paths.choose': { args: { what: ChooseWhat }; result: PathHandle[] }
  /** The folders of a folder, for the in-page chooser. Browser shell only. */
  'paths.browse': { args: { handle?: string }; result: FolderListing }
  /** The ticket is the window's name for this reading: `scan` events bear it, and `plan.stop` takes it. */
  'plan.preview': {
    args: { handles: string[]; settings: Partial<RunSettings>; ticket?: string }
    result: Plan
  }
  /** Stops reading names; nothing happens when that has ended. */
  'plan.stop': { args: { ticket: string }; result: null }
  'runs.create': {
    args: { handles: string[]; settings: Partial<RunSettings>; ticket?: string }
    result: RunSummary
  }
  /** Counts a run's images anew, with other settings, into a folder of its own. */
  'runs.again': { args: { runId: string; settings: Partial<RunSettings> }; result: RunSummary }
  'runs.sample': { args: Nothing; result: RunSummary }
  'runs.list': { args: Nothing; result: RunSummary[] }
  'runs.open': { args: { handle: string }; result: RunSummary }
  'runs.pause': { args: { runId: string }; result: null }
  'runs.resume': { args: { runId: string }; result: null }
  'runs.cancel': { args: { runId: string }; result: null }
  'runs.retry': { args: { runId: string; indexes?: number[] }; result: null }
  'runs.reorder': { args: { runIds: string[] }; result: null }
  'runs.remove': { args: { runId: string }; result: null }
  'runs.plates': { args: { runId: string }; result: PlateShape[] }
  'runs.images': { args: { runId: string }; result: ImageRecord[] }
  'runs.nuclei': { args: { runId: string; index: number }; result: Nucleus[] }
  'runs.export': { args: { runId: string; choice: ExportChoice }; result: { folder: string } }
  /** Opens the results folder (or the counted file) in the system's file manager. */
  'runs.show': { args: { runId: string; index?: number }; result: null }
  'models.list': { args: Nothing; result: ModelInfo[] }
  'models.import': { args: { handle: string }; result: ModelInfo }
  'devices.list': { args: Nothing; result: DeviceInfo[] }
  /** Every device with the result of its self-test; takes a few seconds. */
  'devices.test': { args: Nothing; result: DeviceInfo[] }
  'image.view': { args: { runId: string; index: number }; result: ImageView }
  'image.histogram': { args: { runId: string; index: number; channel: number }; result: Histogram }
}

/** Requests whose answer is pixels or columns: transferred, never turned into JSON. */
export interface BinaryRequests extends EvaluateBinaryRequests, CorrectBinaryRequests {
  'image.tile': {
    args: { runId: string; index: number; channel: number; level: number; column: number; row: number }
    meta: { width: number; height: number; samples: 1 | 3; dtype: TileType }
    /** [values], row by row, samples interleaved. */
  }
  'image.thumb': {
    args: { runId: string; index: number }
    meta: { width: number; height: number }
    /** [RGBA bytes]. */
  }
  'image.outlines': {
    args: { runId: string; index: number }
    meta: { count: number }
    /** [Uint32 labels, Uint32 offsets (count + 1, in points), Float32 points x, y in image pixels]. */
  }
  'image.nuclei': {
    args: { runId: string; index: number }
    meta: { count: number; channels: number }
    /** [Float64 rows, see nucleus-rows.ts]. */
  }
  'table.nuclei': {
    /** Position of the image a page begins with; 0 by default. */
    args: { runId: string; from?: number }
    /** Nuclei in all, and where the next page begins; no `next` after the last one. */
    meta: { rows: number; columns: NucleusColumn[]; total: number; next?: number }
    /** One Float32Array a column. */
  }
}

export const NUCLEUS_COLUMNS = [
  'image',
  'label',
  'areaPx',
  'diameterPx',
  'x',
  'y',
  'eccentricity',
  'solidity',
  'intensity',
  'confidence',
] as const
export type NucleusColumn = (typeof NUCLEUS_COLUMNS)[number]

export type RequestName = keyof Requests
export type BinaryName = keyof BinaryRequests
export type Args<K extends RequestName> = Requests[K]['args']
export type Result<K extends RequestName> = Requests[K]['result']
export type BinaryArgs<K extends BinaryName> = BinaryRequests[K]['args']
export interface BinaryResult<K extends BinaryName> {
  meta: BinaryRequests[K]['meta']
  buffers: ArrayBuffer[]
}

export type AppEvent =
  | RunEvent
  | EvaluateEvent
  | { type: 'prefs'; prefs: Prefs }
  | { type: 'notice'; notice: Notice }
  /** What the system's menu or a file association asks of the window. */
  | { type: 'command'; command: 'choose-folder' | 'export' | 'close-asked' }
  | { type: 'opened'; handles: PathHandle[] }

/** What crosses the border for every answer: a value, or a failure with its remedy. */
export type Reply<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** The window's one door. Rejections are `KaryonError`s again on this side. */
export interface Api {
  readonly shell: 'electron' | 'browser' | 'fake'
  request<K extends RequestName>(name: K, args: Args<K>): Promise<Result<K>>
  binary<K extends BinaryName>(name: K, args: BinaryArgs<K>, signal?: AbortSignal): Promise<BinaryResult<K>>
  /** Handles for what was dropped. In a browser the files are copied to the services first. */
  dropped(
    items: DataTransfer,
    progress?: (files: number) => void,
    signal?: AbortSignal,
  ): Promise<PathHandle[]>
  /** Events come in batches, at most ten a second. */
  on(listener: (events: AppEvent[]) => void): () => void
  /** False while the services cannot be reached. */
  onConnection(listener: (connected: boolean) => void): () => void
}
