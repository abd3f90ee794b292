#!/usr/bin/env node
/**
 * Stands in for fpm, which electron-builder calls for a deb and would fetch: lays out the files and calls dpkg-deb.
 * Knows the options electron-builder gives, and refuses others instead of leaving something out.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'

const text = { type: 'string' }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    force: { type: 'boolean' },
    depends: { ...text, short: 'd', multiple: true, default: [] },
    'deb-recommends': { ...text, multiple: true, default: [] },
    'deb-compression': { ...text, default: 'xz' },
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: text,
    license: text,
  },
})
if (values.t !== 'deb') throw new Error(`Only a deb can be made, not ${values.t}.`)

const staging = mkdtempSync(join(tmpdir(), 'karyon-deb-'))
process.on('exit', () => rmSync(staging, { recursive: true, force: true }))

for (const pair of positionals) {
  const cut = pair.lastIndexOf('=')
  const [from, to] = [pair.slice(0, cut), join(staging, pair.slice(cut + 1))]
  // `folder/=place` means what is in the folder.
  mkdirSync(from.endsWith('/') ? to : dirname(to), { recursive: true })
  if (from.endsWith('/')) execFileSync('cp', ['-a', `${from}.`, to])
  else cpSync(from, to)
}
// Whatever the packing user's umask was: everyone may read, nobody but root may write.
execFileSync('chmod', ['-R', 'u+rwX,go+rX,go-w', staging])

const files = readdirSync(staging, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
const sums = files.map((file) => {
  const sum = createHash('md5').update(readFileSync(file)).digest('hex')
  return `${sum}  ${relative(staging, file)}\n`
})

const fields = {
  Package: values.name,
  Version: values.version,
  Architecture: values.architecture,
  Maintainer: values.maintainer,
  'Installed-Size': String(Math.ceil(bytes / 1024)),
  Depends: values.depends.join(', '),
  Recommends: values['deb-recommends'].join(', '),
  Section: values.category,
  Priority: values['deb-priority'],
  Homepage: values.url,
  Description: values.description,
}
const control = join(staging, 'DEBIAN')
mkdirSync(control)
const stated = Object.entries(fields).filter(([, value]) => value)
writeFileSync(join(control, 'control'), stated.map(([name, value]) => `${name}: ${value}\n`).join(''))
writeFileSync(join(control, 'md5sums'), sums.join(''))
for (const [name, file] of [
  ['postinst', values['after-install']],
  ['postrm', values['after-remove']],
])
  if (file) writeFileSync(join(control, name), readFileSync(file), { mode: 0o755 })

/** As fast as gzip goes, and as small as xz goes. */
const COMPRESSION = { gz: ['-Zgzip', '-z1'], xz: ['-Zxz'] }
const compression = COMPRESSION[values['deb-compression']]
if (!compression) throw new Error(`A deb is compressed with gz or xz, not ${values['deb-compression']}.`)
execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', staging, values.package], {
  stdio: 'inherit',
})
