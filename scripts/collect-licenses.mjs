/**
 * Collects the licences of everything a package of Karyon holds: what `node_modules` brings into it, what the build
 * puts into the window, and what lies inside native libraries. `node scripts/collect-licenses.mjs [FILE]` writes
 * FILE (`-`: to its output), else dist/THIRD-PARTY-LICENSES.txt, and fails when a licence or its words are missing.
 *
 * Electron's and Chromium's own notices come with Electron (LICENSE.electron.txt, LICENSES.chromium.html).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (...path) => readFileSync(join(root, ...path), 'utf8').trim()
const lock = JSON.parse(read('package-lock.json')).packages
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Packages that the sources import: the build puts those that are no dependency of the app into its files. */
function imported(dir, found = new Set()) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) imported(path, found)
    else if (/\.tsx?$/.test(entry.name)) {
      const code = readFileSync(path, 'utf8')
      for (const [, from] of code.matchAll(/(?:from|import\()\s*'((?:@[^'/]+\/)?[^'/.][^'/]*)/g))
        found.add(from)
    }
  }
  return found
}

/** The package `name` as the one at `path` finds it: its own copy, or one further up. */
function locate(name, path) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at ? `${at}/` : ''}node_modules/${name}`
    if (lock[place]) return place
    if (!at) return undefined
  }
}

/** Everything reachable from the packages named that is installed here: other systems' binaries are not. */
function shipped(names) {
  const places = new Set()
  const visit = (name, from) => {
    const place = locate(name, from)
    if (!place || places.has(place) || !existsSync(join(root, place))) return
    places.add(place)
    const { dependencies = {}, optionalDependencies = {} } = lock[place]
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(next, place)
  }
  for (const name of names) visit(name, '')
  return [...places]
}

/** Licence files, and the list of what a prebuilt library holds, which only its readme gives. */
function wordsOf(place, license) {
  const dir = join(root, place)
  const files = readdirSync(dir).filter((name) => /^(licen[cs]e|copying|copyright|notice|third)/i.test(name))
  const words = files.map((name) => read(place, name))
  if (/LGPL/.test(license)) words.push(read(place, 'README.md'))
  if (nameOf(place).startsWith('onnxruntime')) words.push(read('build', 'licenses', 'onnxruntime.txt'))
  if (words.length === 0 && license === 'MIT') words.push(mit(JSON.parse(read(place, 'package.json'))))
  return words.join('\n\n')
}

/** Some packages state the licence and leave its words out. */
function mit({ author, name }) {
  const owner = (typeof author === 'object' ? author.name : author) ?? `the authors of ${name}`
  const [, terms] = read('build', 'licenses', 'onnxruntime.txt').split(/Copyright .*\n/)
  return `MIT License\n\nCopyright (c) ${owner}\n${terms}`
}

const { dependencies } = JSON.parse(read('package.json'))
const bundled = [...imported(join(root, 'src'))].filter((name) => locate(name, '') && name !== 'electron')
const parts = []
const missing = []
for (const place of shipped([...Object.keys(dependencies), ...bundled])) {
  const { version, license } = lock[place]
  const words = license ? wordsOf(place, license) : ''
  if (!words) missing.push(nameOf(place))
  parts.push(`${nameOf(place)} ${version} (${license})\n\n${words}\n`)
}
if (missing.length > 0) {
  console.error(`No licence, or not its words, came with: ${missing.join(', ')}. Add them to build/licenses.`)
  process.exit(1)
}
const texts = [
  ['Libraries inside ONNX Runtime', 'onnxruntime-third-party.txt'],
  ['GNU Lesser General Public License 3 (libvips and libraries inside it)', 'LGPL-3.0.txt'],
  ['GNU General Public License 3, which the former adds to', 'GPL-3.0.txt'],
]
const intro = `Karyon is built on the work of others. This file names it and gives its licences.
Electron and Chromium: see LICENSE.electron.txt and LICENSES.chromium.html beside the program.
libvips is used as a library of its own file, which may be replaced by another build of it.
`
const whole = [
  intro,
  ...parts.sort(),
  ...texts.map(([title, file]) => `${title}\n\n${read('build', 'licenses', file)}\n`),
]
const text = whole.join(`\n${'='.repeat(80)}\n\n`)
if (process.argv[2] === '-') process.stdout.write(text)
else {
  const target = resolve(process.argv[2] ?? join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
  console.log(`${parts.length} packages' licences collected in ${target}`)
}
