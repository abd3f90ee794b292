/** Writes dist/THIRD-PARTY-LICENSES.txt: name, version, licence and licence text of every production dependency. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const parts = []
const missing = []
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.startsWith('node_modules/') || entry.dev || entry.devOptional) continue
  const dir = join(root, path)
  // Optional binaries of other systems are not installed here and not shipped from here.
  if (!existsSync(dir)) continue
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const file = readdirSync(dir).find((entryName) => /^(licen[cs]e|copying|notice)/i.test(entryName))
  if (!file && !entry.license) missing.push(name)
  const text = file ? readFileSync(join(dir, file), 'utf8').trim() : 'The package carries no licence file.'
  parts.push(`${name} ${entry.version} (${entry.license ?? 'licence in the text below'})\n\n${text}\n`)
}
if (missing.length > 0) {
  console.error(`No licence is stated by: ${missing.join(', ')}`)
  process.exit(1)
}
mkdirSync(join(root, 'dist'), { recursive: true })
writeFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), parts.sort().join(`\n${'='.repeat(80)}\n\n`))
console.log(`${parts.length} licences collected in dist/THIRD-PARTY-LICENSES.txt`)
