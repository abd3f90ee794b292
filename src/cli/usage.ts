import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const USAGE = `Karyon finds, outlines and counts cell nuclei. Nothing to configure.

karyon count PATH… [--out DIR] [--model NAME|classical] [--quality fast|balanced|best]
               [--device auto|cpu|gpu|webgpu|cuda|dml|coreml] [--channel auto|NAME|NUMBER]
               [--labels] [--overlays] [--no-recursive] [--resume] [--json]
               NUMBER as the file names write it (2 for w2, 0 for d0 or ch00); where they number no
               channels, the position from 1
               [--classical-settings FILE]  settings of --model classical that differ (JSON)
karyon inspect FILE… [--json]       what a file holds, as Karyon reads it
karyon plate PATH [--json]          what the file names of a folder say
karyon plate --names FILE [--json]  the same for a text file of names
karyon evaluate --targets PATH --predictions PATH… [--groups CSV] [--out DIR] [--json]
karyon devices [--json]             devices found, and their self-test
karyon models [--json]              models installed, and the classical segmenter
karyon sample DIR                   writes a simulated plate to try things on

Exit codes: 0 all done, 2 some images failed or some paths are not there (listed; the rest is done), 1 nothing
could be done, wrong usage, or what is printed could not be written, 130 interrupted (go on with --resume).
`

/** The folder that holds package.json and resources/: two above the built files, three above their chunks. */
export function appRoot(): string {
  const above = [join(__dirname, '..', '..'), join(__dirname, '..', '..', '..')]
  return (
    process.env.KARYON_ROOT ?? above.find((folder) => existsSync(join(folder, 'package.json'))) ?? above[0]!
  )
}

export function version(): string {
  return (JSON.parse(readFileSync(join(appRoot(), 'package.json'), 'utf8')) as { version: string }).version
}
