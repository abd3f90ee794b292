import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSamplePlate } from '@core/simulate/sample-plate'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  chromiumPath,
  hasBuild,
  launchChromium,
  makeHome,
  openPage,
  pause,
  runEnded,
  type Server,
  screenshot,
  startServer,
} from './tools'

const can = hasBuild && chromiumPath !== undefined

describe.runIf(can)('a run that is interrupted', () => {
  let browser: Browser
  let server: Server
  let place: Awaited<ReturnType<typeof makeHome>>
  let plate: string

  beforeAll(async () => {
    place = await makeHome()
    plate = join(place.home, 'Karyon-Sample')
    // Large enough that a fast machine does not end before it is paused.
    await writeSamplePlate(plate, { sites: 4, width: 700, height: 700 })
    browser = await launchChromium(chromiumPath!)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await place?.close()
  })

  const read = async (page: Awaited<ReturnType<typeof openPage>>['page']) =>
    Number((await page.locator('.run__numbers .value').innerText()).split(/\D/)[0])

  it('pauses and goes on; after a kill it is taken up at the next start, nothing counted twice', async () => {
    server = await startServer(place.home, [plate])
    const { page } = await openPage(browser, server.url)
    await page.getByRole('button', { name: 'Count Enter' }).click()
    await page.locator('.queue').waitFor()
    for (let wait = 0; wait < 200 && (await read(page)) < 1; wait++) await pause(100)
    await page.getByRole('button', { name: /^Pause/ }).click()
    await page.getByRole('button', { name: /^Go on/ }).waitFor({ timeout: 30_000 })
    const before = await read(page)
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(48)
    await pause(1500)
    expect(await read(page)).toBe(before)
    await screenshot(page, 'queue-paused')
    await page.getByRole('button', { name: /^Go on/ }).click()
    await page.getByRole('button', { name: /^Pause/ }).waitFor()
    await server.stop('SIGKILL')
    await page.getByText('No connection to Karyon').waitFor()
    await page.close()

    server = await startServer(place.home)
    const again = await openPage(browser, server.url)
    await again.page.getByText(/goes on at image/).waitFor()
    await again.page.getByRole('link', { name: /^Queue/ }).click()
    await runEnded(again.page)
    expect(await again.page.locator('.run__numbers').innerText()).toMatch(/48 of 48 images/)
    const [run] = readdirSync(place.output)
    const rows = readFileSync(join(place.output, run!, 'counts.csv'), 'utf8')
      .trim()
      .split('\n')
    expect(rows).toHaveLength(49)
  })
})
