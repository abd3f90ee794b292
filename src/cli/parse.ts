import { type ParseArgsConfig, parseArgs } from 'node:util'
import { KaryonError } from '@core/errors'
import { USAGE } from './usage'

/**
 * Command line options, strictly.
 *
 * @throws KaryonError `usage` for an unknown option or a missing value.
 */
export function parseOptions<T extends ParseArgsConfig['options']>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (cause) {
    throw usageError((cause as Error).message.split('. ')[0])
  }
}

export function usageError(what: string): KaryonError {
  return new KaryonError('usage', `${what}.`, `Usage:\n\n${USAGE}`)
}

/** The value of an option with a fixed set of words. */
export function oneOf<const T extends string>(name: string, value: string, words: readonly T[]): T {
  if ((words as readonly string[]).includes(value)) return value as T
  throw usageError(`${name} must be one of ${words.join(', ')}; it is "${value}"`)
}
