/**
 * `node scripts/bench-error-map.mjs`: the error map of a 2048² field in fresh processes (cold: the first map a
 * process draws) and drawn again in the same one (warm). Prints the median and the fastest of nine processes;
 * processor time, all threads of the process together, says more than the clock on a busy machine.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const source = resolve(process.argv[2] ?? join(root, 'src', 'core', 'evaluate', 'error-map.ts'))
const PROCESSES = 9

/** Two segmentations of 2,704 squares, the second a pixel aside and one in seven missing. */
const MEASURE = `
const { errorMap } = require('./error-map.cjs')
const size = 2048
const labels = (Kind, shift, lost) => {
  const data = new Kind(size * size)
  for (let i = 0; i < data.length; i++) {
    const x = (i % size) + shift
    const y = Math.floor(i / size)
    const n = Math.floor(y / 40) * 52 + Math.floor(x / 40) + 1
    if (x % 40 < 32 && y % 40 < 32 && n % lost !== 0) data[i] = n
  }
  return { width: size, height: size, data, count: 2704 }
}
const target = labels(Uint16Array, 0, 1e9)
const prediction = labels(Uint32Array, 1, 7)
const under = { width: size, height: size, data: new Uint8ClampedArray(size * size * 4).fill(90) }
const times = []
let cpu = 0
for (let n = 0; n < 8; n++) {
  const start = performance.now()
  const before = process.cpuUsage()
  errorMap(target, prediction, n % 2 ? { under } : {})
  times.push(performance.now() - start)
  const used = process.cpuUsage(before)
  if (n === 0) cpu = (used.user + used.system) / 1000
}
console.log(JSON.stringify({ cpu, alone: [times[0], ...times.slice(1).filter((_, i) => i % 2 === 1)], over: times.filter((_, i) => i % 2 === 1) }))
`

const dir = mkdtempSync(join(tmpdir(), 'karyon-bench-'))
try {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: dir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: source, formats: ['cjs'], fileName: () => 'error-map.cjs' },
    },
  })
  writeFileSync(join(dir, 'measure.cjs'), MEASURE)
  const runs = Array.from({ length: PROCESSES }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(dir, 'measure.cjs')], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  })
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
  const line = (name, values) =>
    console.log(
      `${name.padEnd(28)} median ${median(values).toFixed(0)} ms, fastest ${Math.min(...values).toFixed(0)} ms`,
    )
  line(
    'cold, the map alone',
    runs.map(({ alone }) => alone[0]),
  )
  line(
    '… processor time of it',
    runs.map(({ cpu }) => cpu),
  )
  line(
    'second, over an image',
    runs.map(({ over }) => over[0]),
  )
  line(
    'warm, the map alone',
    runs.map(({ alone }) => alone.at(-1)),
  )
  line(
    'warm, over an image',
    runs.map(({ over }) => over.at(-1)),
  )
} finally {
  rmSync(dir, { recursive: true, force: true })
}
