import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { RunSummary } from '@shared/run'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { fieldTiff, writeFiles } from '../cli/fields'
import { type Fault, glance, notice } from './in-browser'
import { runEnded } from './tools'

/** Faults of the file system that both shells have to bear: the same steps and the same sentences. */

/** What a scenario needs of a shell: Chromium over the browser shell, or Electron. */
export interface Shell {
  readonly page: Page
  readonly home: string
  readonly output: string
  fail(...faults: Fault[]): void
  give(folder: string, ready?: () => void): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
}

/** `n` small fields, `field 1.tif` and on. */
export const fewFields = (folder: string, n: number, seed: number) =>
  writeFiles(
    folder,
    Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `field ${i + 1}.tif`,
        fieldTiff(seed + i, { side: 128, nuclei: 4 }),
      ]),
    ),
  )

const count = (page: Page) => page.getByRole('button', { name: 'Count Enter' }).click()
const numbers = (page: Page) => page.locator('.run__numbers').innerText()

async function putAway(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Drop a plate folder or images' }).waitFor()
}

/** The tests run as root, who may read everything: the system's answer is injected. */
export async function closedFolder(shell: Shell, name: string): Promise<void> {
  const { page } = shell
  const shared = join(shell.home, 'Shared')
  fewFields(shared, 1, 2)
  fewFields(join(shared, 'locked'), 1, 1)
  const closed = (under: string) => () => shell.fail({ under, code: 'EACCES', only: ['opendir', 'readdir'] })
  await shell.give('Shared', closed(shared))
  expect(await notice(page, 'cannot be read')).toBe(
    `${shared} cannot be read (EACCES): you have no permission for it. Ask its owner for access, or copy the images to a folder of your own.`,
  )
  await glance(page, name)
  await page.getByRole('button', { name: 'Understood' }).click()
  shell.fail()
  await shell.give('Shared', closed(join(shared, 'locked')))
  expect(await notice(page, 'cannot be read')).toBe(
    `The folder ${join(shared, 'locked')} cannot be read (EACCES): you have no permission for it. The rest was read. Ask its owner for access, or copy the images to a folder of your own.`,
  )
  await page.getByText('1 image to count').waitFor()
  shell.fail()
  await putAway(page)
}

/** A file that was there when names were read, and is not when its turn comes; another comes before it is read again. */
export async function vanishedFile(shell: Shell, name: string): Promise<void> {
  const { page } = shell
  const folder = fewFields(join(shell.home, 'Vanishing'), 3, 340)
  await shell.give('Vanishing')
  await page.getByText('3 images to count').waitFor()
  const file = join(folder, 'field 2.tif')
  const kept = readFileSync(file)
  unlinkSync(file)
  await count(page)
  await runEnded(page)
  expect(await numbers(page)).toMatch(/3[\s\S]*of 3 images[\s\S]*Not read\s*1/)
  expect(await notice(page, 'not there')).toBe(
    'The file is not there. Check the path; it may have been moved or deleted.',
  )
  await glance(page, name)
  writeFileSync(file, kept)
  writeFileSync(join(folder, 'field 4.tif'), kept)
  await page
    .getByRole('button', { name: /^Read again/ })
    .first()
    .click()
  await page.locator('.remedy').first().waitFor({ state: 'detached' })
  await runEnded(page)
  expect(await numbers(page)).toMatch(/Not read\s*0/)
  expect(await notice(page, 'came after')).toBe(
    '1 image file came after this run was set up and is in no result: field 4.tif. Count the folder again to have it.',
  )
  await glance(page, `${name}-late`)
}

/** @returns a way to take the small disk away again; undefined where none can be made. */
export async function fullDisk(shell: Shell, name: string): Promise<(() => void) | undefined> {
  const disk = join(shell.home, 'disk')
  mkdirSync(disk)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=900k', 'tmpfs', disk]).status !== 0) {
    console.log('No small disk can be made here: the full disk is left out.')
    return undefined
  }
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - 120_000)))
  fewFields(join(shell.home, 'Third'), 12, 330)
  await shell.stop()
  writeSettings(shell.home, { output: disk })
  await shell.start()
  await shell.give('Third')
  await count(shell.page)
  const words = await notice(shell.page, 'full')
  expect(words).toMatch(/disk .* is full.*(resume|Make room)/)
  await glance(shell.page, name)
  rmSync(join(disk, 'ballast'))
  await shell.page.locator('.run__actions button', { hasText: 'Go on' }).click()
  await runEnded(shell.page)
  expect(await numbers(shell.page)).toMatch(/12[\s\S]*of 12 images[\s\S]*Not read\s*0/)
  return () => void execFileSync('umount', ['-l', disk])
}

/** Damaged settings, a damaged list of runs, a damaged and a newer run. The shell has counted `done` before. */
export async function damagedFiles(shell: Shell, done: string, name: string): Promise<void> {
  const page = () => shell.page
  const queued = (run: string) => page().locator('.queue__list button[data-run]', { hasText: run })
  await shell.stop()
  const list: RunSummary[] = JSON.parse(readFileSync(join(shell.home, 'runs.json'), 'utf8'))
  const model = list.find((run) => run.name === done && run.state === 'done')!
  const copy = (id: string, called: string) => {
    const folder = join(shell.output, called)
    cpSync(model.folder, folder, { recursive: true })
    return { ...model, id, name: called, folder }
  }
  const damaged = { ...copy('damaged', 'Broken state'), state: 'running' as const }
  const looked = copy('looked', 'Broken but counted')
  const newer = copy('newer', 'From the future')
  const database = (run: RunSummary) => join(run.folder, '.karyon', 'run.sqlite')
  for (const run of [damaged, looked]) writeFileSync(database(run), 'these are not the rows '.repeat(400))
  const future = readFileSync(database(newer))
  future.writeUInt32BE(99, 60)
  writeFileSync(database(newer), future)
  writeFileSync(join(shell.home, 'runs.json'), JSON.stringify([model, damaged, looked, newer]))
  writeSettings(shell.home, '{ "theme": "da')
  await shell.start()

  expect(await notice(page(), 'settings file')).toMatch(
    /^The settings file could not be read, so the settings start afresh\. The old file is kept as settings\.json\.damaged-\d+ in .*\. Runs and results are not affected\.$/,
  )
  await glance(page(), `${name}-settings`)
  const kept = readdirSync(shell.home).find((entry) => entry.startsWith('settings.json.damaged-'))!
  expect(readFileSync(join(shell.home, kept), 'utf8')).toBe('{ "theme": "da')
  await page().getByRole('button', { name: 'Understood' }).first().click()

  await page()
    .getByRole('link', { name: /^Queue/ })
    .click()
  await queued('Broken state').click()
  expect(await notice(page(), 'counted again from the first')).toMatch(
    /^The state of this run cannot be read\. The file is kept as .*run\.sqlite\.damaged-\d+\. Its images are counted again from the first\.$/,
  )
  await runEnded(page())
  expect(await numbers(page())).toMatch(/2[\s\S]*of 2 images/)
  await glance(page(), `${name}-database-anew`)

  await queued('Broken but counted').click()
  expect(await notice(page(), 'tables written before')).toMatch(
    /^The state of this run cannot be read\. The file is kept as .*\. Count its images again; the images themselves, and tables written before, are not affected\.$/,
  )
  await page().locator('.run .notice--failure').waitFor()
  await glance(page(), `${name}-database`)
  const before = page().url()
  await page().getByRole('button', { name: 'Count again' }).click()
  await page().waitForURL((url) => url.href !== before)
  await runEnded(page())

  await queued('From the future').click()
  await page().locator('.run .notice--failure', { hasText: 'later version' }).waitFor()
  expect(await notice(page(), 'later version')).toBe(
    'This run was made by a later version of Karyon. Open it with that version, or start a new run in another folder.',
  )
  await glance(page(), `${name}-database-newer`)
  expect(readFileSync(database(newer))).toEqual(future)

  await shell.stop()
  writeFileSync(join(shell.home, 'runs.json'), '[{"id":')
  await shell.start()
  expect(await notice(page(), 'list of past runs')).toMatch(
    /^The list of past runs could not be read, so it starts afresh\. The old list is kept as .*runs\.json\.damaged-\d+\. Results are not affected: open their folders to see them here again\.$/,
  )
  await glance(page(), `${name}-list`)
}

function writeSettings(home: string, settings: object | string): void {
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings)
  writeFileSync(join(home, 'settings.json'), text)
}
