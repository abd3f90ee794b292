import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Workflow {
  permissions: Record<string, string>
  jobs: Record<string, { steps: { uses?: string; run?: string }[] }>
}
const yaml = createRequire(createRequire(import.meta.url).resolve('app-builder-lib'))('js-yaml') as {
  load(text: string): unknown
}
const WORKFLOWS = resolve('.github/workflows')

describe.each(readdirSync(WORKFLOWS))('the workflow %s', (name) => {
  const text = readFileSync(join(WORKFLOWS, name), 'utf8')
  const { permissions, jobs } = yaml.load(text) as Workflow
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  it('may only read, and takes actions at fixed commits', () => {
    expect(permissions).toEqual({ contents: 'read' })
    const actions = steps.flatMap(({ uses }) => uses ?? [])
    expect(actions.length).toBeGreaterThan(0)
    for (const action of actions) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/)
  })

  it('calls only what is there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const runs = steps.flatMap(({ run }) => run?.split('\n') ?? [])
    for (const run of runs) {
      const [, file] = /\bnode ([\w/.-]+\.m?js)/.exec(run) ?? []
      if (file) expect(existsSync(file), file).toBe(true)
      const [, test] = /vitest run (\S+)/.exec(run) ?? []
      if (test) expect(existsSync(test), test).toBe(true)
      const [, script] = /\bnpm (?:run )?(?:-s )?([a-z:]+)/.exec(run) ?? []
      if (script && script !== 'ci') expect(scripts).toHaveProperty([script])
    }
    expect(runs.some((run) => run.includes('npm ci'))).toBe(true)
    expect(runs.some((run) => run.includes('npm test'))).toBe(true)
    expect(runs.some((run) => run.includes('npm run package'))).toBe(true)
  })
})

describe('the icons', () => {
  const png = (data: Buffer) => {
    expect(data.subarray(1, 4).toString('latin1')).toBe('PNG')
    return [data.readUInt32BE(16), data.readUInt32BE(20)]
  }

  it('are there for Linux in the sizes of desktops', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512]
    expect(readdirSync('resources/icons').sort()).toEqual(sizes.map((size) => `${size}x${size}.png`).sort())
    for (const size of sizes)
      expect(png(readFileSync(`resources/icons/${size}x${size}.png`))).toEqual([size, size])
  })

  it('are there for Windows, from 16 to 256 pixels', () => {
    const ico = readFileSync('resources/icon.ico')
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1])
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const at = 6 + 16 * index
      const [bytes, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)]
      const [width] = png(ico.subarray(offset, offset + bytes))
      expect(ico.readUInt8(at)).toBe(width! % 256)
      return width
    })
    for (const size of [16, 32, 48, 256]) expect(sizes).toContain(size)
  })

  it('are there for macOS, up to 1024 pixels', () => {
    const icns = readFileSync('resources/icon.icns')
    expect(icns.subarray(0, 4).toString('latin1')).toBe('icns')
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    const sizes: Record<string, number> = {}
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const [width] = png(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)))
      sizes[icns.subarray(at, at + 4).toString('latin1')] = width!
    }
    expect(sizes).toMatchObject({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024 })
  })
})

const hasMakensis = spawnSync('makensis', ['-VERSION']).status === 0
if (!hasMakensis) console.log('The Windows installer’s own part is not compiled: there is no makensis here.')

it.runIf(hasMakensis)('the Windows installer’s own part compiles without a warning', () => {
  const folder = mkdtempSync(join(tmpdir(), 'karyon-nsis-'))
  try {
    const script = join(folder, 'installer.nsi')
    writeFileSync(
      script,
      `Unicode true
Name "Karyon"
OutFile "${join(folder, 'installer.exe')}"
RequestExecutionLevel user
!define APP_EXECUTABLE_FILENAME "Karyon.exe"
!include "${resolve('build/windows/installer.nsh')}"
Section
  SetShellVarContext current
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\uninstall.exe"
SectionEnd
Section "un.Karyon"
  !insertmacro customUnInstall
SectionEnd
`,
    )
    const { status, stdout, stderr } = spawnSync('makensis', ['-V2', '-WX', script], { encoding: 'utf8' })
    expect(stdout + stderr).toBe('')
    expect(status).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
