/**
 * Every failure a person can meet, as data: what happened, to which file, what to do. Errors cross thread
 * and process borders as plain objects (`toFailure`), so nothing is lost to structured cloning.
 */
export type ErrorCode =
  // reading
  | 'file-missing'
  | 'file-unreadable'
  | 'file-empty'
  | 'file-truncated'
  | 'file-changing'
  | 'format-unknown'
  | 'format-foreign'
  | 'image-damaged'
  | 'image-too-large'
  | 'image-has-no-pixels'
  | 'tiff-unsupported'
  | 'plane-missing'
  // plates
  | 'folder-unreadable'
  | 'nothing-to-count'
  | 'channel-not-found'
  | 'no-nuclear-channel'
  // models and devices
  | 'model-missing'
  | 'model-invalid'
  | 'model-tampered'
  | 'device-unavailable'
  | 'out-of-memory'
  | 'inference-failed'
  // results and runs
  | 'disk-full'
  | 'output-unwritable'
  | 'run-in-use'
  | 'run-missing'
  | 'run-newer'
  | 'run-damaged'
  | 'label-mismatch'
  // everything else
  | 'usage'
  | 'timed-out'
  | 'cancelled'
  | 'internal'

/** The cloneable form of an error: what a person reads and what a script can test. */
export interface Failure {
  code: ErrorCode
  /** What happened, in one sentence, with the numbers. */
  message: string
  /** What to do about it, in one sentence. */
  remedy: string
  /** The file or folder it happened to, when there is one. */
  file?: string
}

export interface KaryonErrorOptions {
  file?: string
  cause?: unknown
}

export class KaryonError extends Error {
  override readonly name = 'KaryonError'
  readonly code: ErrorCode
  readonly remedy: string
  readonly file?: string

  constructor(code: ErrorCode, message: string, remedy: string, options: KaryonErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.remedy = remedy
    this.file = options.file
  }
}

/** Any thrown value as a `Failure`; what was not foreseen becomes `internal` and keeps its own words. */
export function toFailure(error: unknown, file?: string): Failure {
  if (error instanceof KaryonError) {
    return { code: error.code, message: error.message, remedy: error.remedy, file: error.file ?? file }
  }
  if (isFailure(error)) return { ...error, file: error.file ?? file }
  if (error instanceof Error && error.name === 'AbortError') {
    return {
      code: 'cancelled',
      message: 'The work was stopped.',
      remedy: 'Start it again when you like.',
      file,
    }
  }
  const words = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    message: `Karyon met something it did not expect: ${words}`,
    remedy: 'Report it with the file if you can; the other images are not affected.',
    file,
  }
}

function isFailure(value: unknown): value is Failure {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Failure).code === 'string' &&
    typeof (value as Failure).message === 'string' &&
    typeof (value as Failure).remedy === 'string'
  )
}

export function fromFailure(failure: Failure): KaryonError {
  return new KaryonError(failure.code, failure.message, failure.remedy, { file: failure.file })
}
