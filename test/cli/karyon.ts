import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readRecords } from '../export/strict-csv'
import { builtMain } from './built'

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface KaryonOptions {
  cwd?: string
  env?: Record<string, string>
  /** CommonJS file loaded first, in every thread: where tests put faults. */
  preload?: string
  uid?: number
  /** Script and first words that start the command line, instead of the built one itself. */
  through?: string[]
  /** Open files that take the output instead of the outcome. */
  stdout?: number
  stderr?: number
  onStart?: (child: ChildProcess) => void
}

/** Runs the built command line. */
export function karyon(args: string[], options: KaryonOptions = {}): Promise<Outcome> {
  const entry = options.through ?? [join(builtMain(), 'cli.js')]
  const preload = options.preload ? { NODE_OPTIONS: `--require "${options.preload}"` } : {}
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [...entry, ...args], {
      cwd: options.cwd,
      uid: options.uid,
      env: { ...process.env, KARYON_ROOT: resolve('.'), ...preload, ...options.env },
      stdio: ['ignore', options.stdout ?? 'pipe', options.stderr ?? 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }))
    options.onStart?.(child)
  })
}

/** Counts and expects exit code 0. */
export async function counted(args: string[], options?: KaryonOptions): Promise<Outcome> {
  const outcome = await karyon(['count', ...args], options)
  if (outcome.code !== 0) throw new Error(`exit ${outcome.code} ${outcome.signal}\n${outcome.stderr}`)
  return outcome
}

/** The lines of `--json`, each parsed. */
export function jsonLines<T = Record<string, unknown>>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

/** A CSV of the results as records by header. */
export function csv(file: string): Record<string, string>[] {
  return readRecords(readFileSync(file, 'utf8'))
}

/** A folder for one test file; removed by `remove`. */
export function scratch(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `karyon ${name} æø-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
