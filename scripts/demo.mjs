/**
 * `npm run demo`: draws the sample plate, counts it with the command line and sets the counts beside the true
 * ones. Plain Node; set-up and build are done by scripts/run.mjs.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cli = join(root, 'out', 'main', 'cli.js')
const plate = join(root, 'karyon-results', 'demo', 'Karyon-Sample')
const results = join(root, 'karyon-results', 'demo', 'results')
const shown = (path) => relative(process.cwd(), path) || '.'
const say = (text = '') => process.stdout.write(`${text}\n`)

function karyon(...args) {
  const { status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 1)
}

/** A CSV of ours as records; its cells hold no line breaks. */
function records(file) {
  const cells = (line) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) =>
      cell.replace(/^"|"$/g, '').replaceAll('""', '"'),
    )
  const [header, ...lines] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  const names = cells(header)
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, i) => [names[i], cell])))
}

const start = performance.now()
say(
  'Sample plate: 12 wells, two fields each, two channels (nuclei and cytoplasm), a dose from left to right.',
)
// The list of true counts is written last: when it is there, the plate is whole.
if (!existsSync(join(plate, 'truth.csv'))) karyon('sample', plate)
say(`  drawn in ${shown(plate)}`)
say('Counting it. Nothing is configured: plate, wells and the nuclear channel are found by Karyon.')
karyon('count', plate, '--out', results, '--labels', '--overlays')

const truth = new Map()
for (const { well, dose_um, count } of records(join(plate, 'truth.csv'))) {
  const known = truth.get(well) ?? { dose: dose_um, count: 0 }
  truth.set(well, { ...known, count: known.count + Number(count) })
}
say()
say('well   dose µM   counted      true')
let difference = 0
for (const { well, total } of records(join(results, 'wells.csv'))) {
  const { dose, count } = truth.get(well)
  difference += Math.abs(Number(total) - count)
  say(
    `${well.padEnd(5)}${String(Number(dose)).padStart(9)}${total.padStart(10)}${String(count).padStart(10)}`,
  )
}
const all = [...truth.values()].reduce((sum, { count }) => sum + count, 0)
const overlays = readdirSync(join(results, 'overlays')).length
say()
say(
  `The counts of the wells differ from the true ones by ${difference} of ${all} nuclei in all (${((100 * difference) / all).toFixed(1)} %).`,
)
say()
say('Results')
for (const [name, what] of [
  ['counts.csv', 'a row for each image'],
  ['wells.csv', 'a row for each well'],
  ['nuclei.csv', 'a row for each nucleus'],
  ['results.xlsx', 'the same as a workbook'],
  ['overlays/', `${overlays} images with the outlines found`],
  ['labels/', 'label images (TIFF)'],
  ['run.json', 'how the counts came to be'],
])
  say(`  ${shown(join(results, name)).padEnd(44)} ${what}`)
say(
  `${((performance.now() - start) / 1000).toFixed(1)} s. Your own images: npm run -s karyon -- count FOLDER`,
)
