import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The version that is imitated: the first with all the fuses that are set. */
const VERSION = '45.4.1'

/**
 * What a binary of Electron carries for @electron/fuses: a mark, the version of the scheme, the number of fuses and
 * each as '0' or '1', here as Electron comes.
 */
function fuseWire(): Buffer {
  const fuses = '101100010'
  return Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
    Buffer.from([1, fuses.length]),
    Buffer.from(fuses, 'latin1'),
  ])
}

function put(file: string, content: string | Uint8Array = ''): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** An unpacked Electron for Windows with the files that packing looks at; its executable only has resources. */
export function fakeWindowsElectron(dir: string): string {
  const require = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'))
  const { NtExecutable, NtExecutableResource, Resource } = require('resedit')
  const executable = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(executable)
  const info = Resource.VersionInfo.createEmpty()
  info.setFileVersion(45, 4, 1, 0, 1033)
  info.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron', FileVersion: VERSION })
  info.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  put(join(dir, 'electron.exe'), Buffer.concat([Buffer.from(executable.generate()), fuseWire()]))
  for (const file of ['ffmpeg.dll', 'LICENSE', 'LICENSES.chromium.html', 'resources.pak'])
    put(join(dir, file))
  for (const locale of ['en-US', 'de', 'fr']) put(join(dir, 'locales', `${locale}.pak`))
  put(join(dir, 'resources', 'default_app.asar'))
  put(join(dir, 'version'), VERSION)
  return join(dir, 'electron.exe')
}

const plist = (entries: Record<string, string>) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
${Object.entries(entries)
  .map(([key, value]) => `<key>${key}</key><string>${value}</string>`)
  .join('\n')}
</dict></plist>
`

/** An unpacked Electron for macOS with the files that packing looks at. */
export function fakeMacElectron(dir: string): string {
  const contents = join(dir, 'Electron.app', 'Contents')
  const executable = join(contents, 'MacOS', 'Electron')
  put(
    join(contents, 'Info.plist'),
    plist({ CFBundleExecutable: 'Electron', CFBundleIconFile: 'electron.icns' }),
  )
  put(executable)
  chmodSync(executable, 0o755)
  const frameworks = join(contents, 'Frameworks')
  const framework = join(frameworks, 'Electron Framework.framework')
  put(join(framework, 'Electron Framework'), fuseWire())
  for (const locale of ['en', 'de', 'fr'])
    put(join(framework, 'Versions', 'A', 'Resources', `${locale}.lproj`, 'locale.pak'))
  for (const suffix of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const helper = join(frameworks, `Electron Helper${suffix}.app`, 'Contents')
    put(join(helper, 'Info.plist'), plist({ CFBundleExecutable: `Electron Helper${suffix}` }))
    put(join(helper, 'MacOS', `Electron Helper${suffix}`))
  }
  for (const locale of ['en', 'de', 'fr']) put(join(contents, 'Resources', `${locale}.lproj`, 'locale.pak'))
  put(join(contents, 'Resources', 'electron.icns'))
  put(join(contents, 'Resources', 'default_app.asar'))
  for (const file of ['LICENSE', 'LICENSES.chromium.html']) put(join(dir, file))
  put(join(dir, 'version'), VERSION)
  return executable
}
