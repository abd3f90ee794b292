import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']
const onPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((dir) => names.map((name) => join(dir, name)))

export const executablePath = process.env.KARYON_CHROMIUM ?? onPath.find((path) => existsSync(path))

/** A Chromium that draws without a graphics card, unless KARYON_BENCH_GPU asks for one. */
export const launch = () =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--enable-precise-memory-info',
      ...(process.env.KARYON_BENCH_GPU ? [] : ['--disable-gpu']),
    ],
  })
