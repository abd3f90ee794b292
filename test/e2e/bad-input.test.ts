import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fieldTiff, writeFiles } from '../cli/fields'
import { closedFolder, fewFields, vanishedFile } from './fault-scenarios'
import {
  chooseFolder,
  dropFiles,
  dropPaths,
  glance,
  type InBrowser,
  notice,
  openInBrowser,
} from './in-browser'
import { chromiumPath, hasBuild, runEnded } from './tools'

const can = hasBuild && chromiumPath !== undefined
if (!can)
  console.log('Bad input in Chromium: left out, because there is no build (npm run build) or no Chromium.')

const image = (seed: number) => fieldTiff(seed, { side: 128, nuclei: 4 })
/** Large enough that a fast machine is still counting when something happens to the files. */
const large = (seed: number) => fieldTiff(seed, { side: 800, nuclei: 40 })
const text = (words: string) => new TextEncoder().encode(words)

/** A field of every well named, as ImageXpress names them. */
function plateOf(folder: string, wells: string[]): string {
  return writeFiles(
    folder,
    Object.fromEntries(wells.map((well, i) => [`P1_${well}_s1_w1.tif`, image(100 + i)])),
  )
}

describe.runIf(can)('what cannot be counted, in the window', () => {
  let shell: InBrowser

  beforeAll(async () => {
    shell = await openInBrowser((home) => {
      plateOf(join(home, 'Plate'), ['B02', 'B03', 'B04', 'C02', 'C04'])
      writeFiles(join(home, 'Notes only'), {
        'report.docx': 'PK\u0003\u0004',
        'stack.czi': 'ZISRAWFILE',
        'more.czi': 'ZISRAWFILE',
      })
      mkdirSync(join(home, 'Nothing'))
      fewFields(join(home, 'Shared'), 1, 2)
      return []
    })
  })
  beforeEach(() => shell.fail())
  afterAll(() => shell?.close())

  const page = () => shell.page
  const putAway = async () => {
    await page().keyboard.press('Escape')
    await page().getByRole('heading', { name: 'Drop a plate folder or images' }).waitFor()
  }

  it('says what a dropped file of a foreign kind is, and what to do', async () => {
    await dropFiles(page(), [{ name: 'report.docx', bytes: text('PK\u0003\u0004 word/document.xml') }])
    expect(await notice(page(), 'report.docx')).toBe(
      'report.docx: This is an office document, not an image. Save the pictures in it as TIFF or PNG files, then drop those.',
    )
    expect(await page().getByRole('button', { name: 'Count Enter' }).count()).toBe(0)
    await glance(page(), 'bad-foreign-docx')
    await putAway()
    await dropFiles(page(), [{ name: 'stack.czi', bytes: text('ZISRAWFILE and more') }])
    expect(await notice(page(), 'stack.czi')).toBe(
      'stack.czi: This is a Zeiss CZI file, which Karyon does not read. Export it as OME-TIFF from ZEN or with Fiji (Bio-Formats), then open that.',
    )
    await putAway()
  })

  it('leaves a foreign file out beside images, and takes a photo whatever it is called', async () => {
    const gray = { create: { width: 96, height: 96, channels: 3 as const, background: '#333' } }
    await dropFiles(page(), [
      { name: 'photo.txt', bytes: await sharp(gray).jpeg().toBuffer() },
      { name: 'stack.czi', bytes: text('ZISRAWFILE and more') },
    ])
    expect(await notice(page(), 'stack.czi')).toMatch(/^stack\.czi is left out\. This is a Zeiss CZI file/)
    await page().getByText('1 image to count').waitFor()
    await page().getByRole('button', { name: 'Count Enter' }).click()
    await runEnded(page())
    expect(await page().locator('.run__numbers').innerText()).toMatch(/1[\s\S]*of 1 image/)
  })

  it('says of a folder without images what is in it', async () => {
    await chooseFolder(page(), 'Notes only')
    expect(await notice(page(), 'None of')).toBe(
      'None of the 3 files in Notes only is an image Karyon can count. more.czi: It is a Zeiss CZI file, which Karyon does not read; export it as TIFF or OME-TIFF. Karyon reads TIFF, OME-TIFF, PNG, JPEG, WebP and BMP images.',
    )
    await putAway()
  })

  it('says that an empty folder is empty, chosen or dropped', async () => {
    const words =
      'Nothing is empty. Drop a folder with images. Karyon reads TIFF, OME-TIFF, PNG, JPEG, WebP and BMP images.'
    await chooseFolder(page(), 'Nothing')
    expect(await notice(page(), 'is empty')).toBe(words)
    await glance(page(), 'bad-empty-folder')
    await putAway()
    await dropPaths(page(), [join(shell.home, 'Nothing')])
    expect(await notice(page(), 'is empty')).toBe(words)
    await page().getByRole('button', { name: 'Understood' }).click()
  })

  it('says that a folder is closed to the person, in the chooser, the plan and below the folder chosen', async () => {
    const shared = join(shell.home, 'Shared')
    await page().keyboard.press('Control+o')
    await page().getByRole('dialog').getByRole('button', { name: 'Shared', exact: true }).waitFor()
    shell.fail({ under: shared, code: 'EACCES' })
    await page().getByRole('dialog').getByRole('button', { name: 'Shared', exact: true }).click()
    expect(await notice(page(), 'cannot be opened')).toBe(
      `The folder ${shared} cannot be opened (EACCES): you have no permission for it. Ask its owner for access, or copy the images to a folder of your own.`,
    )
    await glance(page(), 'bad-no-permission-chooser')
    await page().keyboard.press('Escape')
    shell.fail()
    await closedFolder(shell, 'bad-no-permission')
  })

  it('names a file that vanished before its turn, and reads it again when it is back', async () => {
    await vanishedFile(shell, 'bad-file-vanished')
    await page().keyboard.press('Alt+1')
  })

  it('says that a drive went away while its names were read; later it is read after all', async () => {
    const shared = join(shell.home, 'Shared')
    for (const code of ['ENOENT', 'ENOTCONN', 'EIO']) {
      await chooseFolder(page(), 'Shared', '')
      shell.fail({ under: shared, code })
      await page().getByRole('button', { name: 'Count this folder' }).click()
      const gone = code === 'ENOENT'
      expect(await notice(page(), gone ? 'does not exist' : 'cannot be read')).toBe(
        gone
          ? `${shared} does not exist. Check the path and its spelling, and that its drive or network share is connected; then try again.`
          : `${shared} cannot be read (${code}): its drive or network share does not answer. Connect the drive or network share again, then try again.`,
      )
      await page().getByRole('button', { name: 'Understood' }).click()
      shell.fail()
    }
    await chooseFolder(page(), 'Shared')
    await page().getByText('2 images to count').waitFor()
    await putAway()
  })

  it('says that a drive does not answer, and stops when asked', async () => {
    await chooseFolder(page(), 'Shared', '')
    shell.fail({ under: join(shell.home, 'Shared'), code: 'HANG' })
    await page().getByRole('button', { name: 'Count this folder' }).click()
    expect(await notice(page(), 'has not answered')).toMatch(
      /^The folder has not answered for \d+ seconds\. It may lie on a network drive that is away\. Wait, or stop, connect the drive and drop it again\.$/,
    )
    await glance(page(), 'bad-silent-drive')
    await page().getByRole('button', { name: /^Stop/ }).click()
    await page().getByRole('heading', { name: 'Drop a plate folder or images' }).waitFor()
    shell.fail()
    await chooseFolder(page(), 'Shared')
    await page().getByText('2 images to count').waitFor()
    await putAway()
  })

  it('shows a missing well as missing, not as zero', async () => {
    await chooseFolder(page(), 'Plate')
    expect(await notice(page(), 'without an image')).toBe(
      '1 well among B02 to C04 without an image: C03. Shown as missing, not as zero; if imaged, check that all files were copied.',
    )
    await glance(page(), 'bad-missing-well-plan')
    await page().getByRole('button', { name: 'Count Enter' }).click()
    await runEnded(page())
    await notice(page(), 'without an image')
    const well = () => page().locator('[data-well="C03"]')
    expect(await well().getAttribute('aria-label')).toBe('C03: no image')
    await page().getByRole('link', { name: 'Results', exact: true }).click()
    await page().locator('[data-well="B02"]').waitFor()
    expect(await well().getAttribute('aria-label')).toBe('C03: no image')
    expect((await well().innerText()).trim()).toBe('')
    expect(await page().locator('.rows__line', { hasText: 'C03' }).count()).toBe(0)
    await glance(page(), 'bad-missing-well')
  })

  it('goes on when single files cannot be read, and reads them again when they can', async () => {
    const plate = join(shell.home, 'Plate')
    await page().keyboard.press('Alt+1')
    await chooseFolder(page(), 'Plate')
    expect(await notice(page(), 'Counted before')).toMatch(/It is counted again into a folder of its own/)
    shell.fail(
      { under: join(plate, 'P1_B03'), code: 'EIO' },
      { under: join(plate, 'P1_B04'), code: 'ENOTCONN' },
    )
    await page().getByRole('button', { name: 'Count Enter' }).click()
    await runEnded(page())
    expect(await page().locator('.run__numbers').innerText()).toMatch(
      /5[\s\S]*of 5 images[\s\S]*Not read\s*2/,
    )
    expect(await notice(page(), 'EIO')).toBe(
      'The file could not be read: its disk or network share does not answer (EIO). Connect it again and check it, then read the file again.',
    )
    await glance(page(), 'bad-files-unreadable')
    shell.fail()
    for (let left = 2; left > 0; left--) {
      await page()
        .getByRole('button', { name: /^Read again/ })
        .first()
        .click()
      await page()
        .locator('.remedy')
        .nth(left - 1)
        .waitFor({ state: 'detached' })
      await runEnded(page())
    }
    expect(await page().locator('.run__numbers').innerText()).toMatch(/Not read\s*0/)
  })

  it('said nothing to the console', () => {
    expect(shell.wrong).toEqual([])
  })
})

describe.runIf(can)('a drive that goes away while a run counts', { timeout: 240_000 }, () => {
  const IMAGES = 80
  let shell: InBrowser
  let share: string

  beforeAll(async () => {
    shell = await openInBrowser(
      (home) => {
        share = writeFiles(
          join(home, 'Share'),
          Object.fromEntries(
            Array.from({ length: IMAGES }, (_, i) => [`field ${i + 1}.tif`, large(200 + i)]),
          ),
        )
        return [share]
      },
      { env: { KARYON_SILENCE_S: '8' } },
    )
  })
  afterAll(() => shell?.close())

  const page = () => shell.page
  const goOn = () => page().locator('.run__actions button', { hasText: 'Go on' }).click()
  /** How often a failure of the run came up, as the page has shown it. */
  const halts = () => page().evaluate(() => (window as unknown as { halts: number }).halts)
  const countHalts = () =>
    page().evaluate(() => {
      const counted = window as unknown as { halts: number }
      counted.halts = 0
      let was = false
      new MutationObserver(() => {
        const is = document.querySelector('.notice--failure') !== null
        if (is && !was) counted.halts++
        was = is
      }).observe(document.body, { childList: true, subtree: true })
    })
  const read = async () =>
    Number((await page().locator('.run__numbers .value').first().innerText()).split(/\D/)[0])

  it('halts the run with what to do, and goes on where it was once the drive is back', async () => {
    await page().getByRole('button', { name: 'Count Enter' }).click()
    await page().locator('.queue').waitFor()
    await countHalts()
    await expect.poll(read, { timeout: 60_000 }).toBeGreaterThan(0)
    renameSync(share, `${share}-away`)
    const away = await notice(page(), 'cannot be reached any more')
    expect(away).toBe(
      `The folder with the images, ${share}, cannot be reached any more: it is not there any more. Connect its drive or network share again, then let the run go on: what is counted stays counted, and no image was given up.`,
    )
    const before = await read()
    expect(before).toBeLessThan(IMAGES)
    expect(await page().locator('.run__numbers').innerText()).toMatch(/Not read\s*0/)
    await glance(page(), 'bad-drive-away')
    // Still away: it halts again with the same sentence, and nothing is given up.
    const times = await halts()
    await goOn()
    await expect.poll(halts, { timeout: 60_000 }).toBeGreaterThan(times)
    await notice(page(), 'cannot be reached any more')
    renameSync(`${share}-away`, share)
    await goOn()
    await expect.poll(read, { timeout: 60_000 }).toBeGreaterThan(before)
  })

  it('does the same for one that answers no more', async () => {
    shell.fail({ under: share, code: 'HANG' })
    expect(await notice(page(), 'does not answer')).toMatch(
      /cannot be reached any more: its drive or network share does not answer\. Connect/,
    )
    await glance(page(), 'bad-drive-silent')
    shell.fail()
    await goOn()
    await runEnded(page())
    expect(await page().locator('.run__numbers').innerText()).toMatch(
      new RegExp(`${IMAGES}[\\s\\S]*of ${IMAGES} images[\\s\\S]*Not read\\s*0`),
    )
  })

  it('shows results whose files were deleted, and says so where the image would be', async () => {
    rmSync(share, { recursive: true })
    await page().getByRole('link', { name: 'Results', exact: true }).click()
    await page().locator('.rows__line.rows__at').first().dblclick()
    // What was read lately is still shown; on to one that was not.
    const gone = page().locator('.notice, .remedy', { hasText: 'is not there any more' })
    await expect
      .poll(
        async () => {
          const there = (await gone.count()) > 0
          if (!there) await page().keyboard.press('ArrowLeft')
          return there
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(true)
    expect(await notice(page(), 'is not there any more')).toMatch(
      /^The image file is not there any more: .*field \d+\.tif Its counts and measurements are kept\. To see it, connect its drive or put the file back in its place\.$/,
    )
    // The nuclei of the table beside it are still there.
    await page().locator('.inspector .rows__line.rows__at').first().waitFor()
    await glance(page(), 'bad-file-deleted')
  })
})
