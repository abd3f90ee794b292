import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closedFolder, damagedFiles, fewFields, fullDisk, vanishedFile } from './fault-scenarios'
import { electron, type InElectron, openInElectron } from './in-electron'
import { runEnded } from './tools'

if (!electron)
  console.log(
    'Faults of the file system in Electron: left out, because there is no build or no Electron here.',
  )

describe.runIf(electron)('faults of the file system, in Electron', { timeout: 120_000 }, () => {
  let shell: InElectron
  let takeAway: (() => void) | undefined

  beforeAll(async () => {
    shell = await openInElectron((home) => fewFields(join(home, 'Second'), 2, 310))
  })
  afterAll(async () => {
    await shell?.stop().catch(() => undefined)
    takeAway?.()
    await shell?.close()
  })

  it('says that a folder is closed to the person, in the plan and below the folder dropped', async () => {
    await closedFolder(shell, 'electron-no-permission')
  })

  it('names a file that vanished before its turn, and reads it again when it is back', async () => {
    await vanishedFile(shell, 'electron-file-vanished')
  })

  it('starts with damaged settings, a damaged list, a damaged and a newer run: kept, told, never touched', async () => {
    await shell.page.keyboard.press('Alt+1')
    await shell.give('Second')
    await shell.page.getByRole('button', { name: 'Count Enter' }).click()
    await shell.page.locator('.queue').waitFor()
    await runEnded(shell.page)
    await damagedFiles(shell, 'Second', 'electron')
  })

  it('keeps the queue when the disk is full, says so, and goes on when there is room', async () => {
    takeAway = await fullDisk(shell, 'electron-disk-full')
  })

  it('said nothing to the console', () => {
    expect(shell.wrong).toEqual([])
  })
})
