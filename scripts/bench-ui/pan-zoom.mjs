import { frames, timeFrames } from './frames.mjs'
import { longTasks, traced } from './trace.mjs'

const SECONDS = 4
const REPEATS = 3

/** Calls `step(stage, at, i)` once a frame; pointer and wheel events as a hand makes them. */
const drive = (step) => `(${timeFrames})((i) => {
  const stage = document.querySelector('.stage')
  const rect = stage.getBoundingClientRect()
  const at = { bubbles: true, cancelable: true, pointerId: 1, button: 0,
    clientX: rect.left + rect.width / 2, clientY: rect.top + rect.height / 2 };
  (${step})(stage, at, i)
}, ${SECONDS})`

const ZOOM =
  '(stage, at, i) => stage.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: i % 120 < 60 ? -40 : 40 }))'
// Round and round, further each time: whole stages of the image pass by, not only the margin that is drawn ahead.
const PAN = `(stage, at, i) => {
  if (i === 0) stage.dispatchEvent(new PointerEvent("pointerdown", at))
  const r = 200 + i
  const x = at.clientX + r * Math.sin(i / 18), y = at.clientY + r * Math.cos(i / 18)
  stage.dispatchEvent(new PointerEvent("pointermove", { ...at, clientX: x, clientY: y, buttons: 1 }))
}`

/** The repeat with the most frames a second: the one that other work on the computer disturbed least. */
async function best(browser, page, step) {
  const all = []
  for (let i = 0; i < REPEATS; i++) {
    const run = await traced(browser, page, () => page.evaluate(drive(step)))
    const time = frames(run.result)
    const main = longTasks(run.tasks)
    all.push({
      ...time,
      ...main,
      mainCpuMsAFrame: +((main.busyCpu * 1000) / time.frames).toFixed(1),
      allCpuMsAFrame: +(run.allCpuMs / time.frames).toFixed(1),
    })
  }
  return all.toSorted((a, b) => b.fps - a.fps)[0]
}

/** Pan and zoom of a real 4,096² file with 5,000 outlines, served by the services. */
export async function panZoom({ browser, server, open }) {
  const page = await open(`#/review/${server.runs.field}/image/0`)
  await page.waitForFunction(() =>
    /outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
  )
  await page.waitForTimeout(2500)
  await page.evaluate('Element.prototype.setPointerCapture = () => {}')
  const zoom = await best(browser, page, ZOOM)
  // Two steps in, where some 1,500 outlines are in sight.
  await page.keyboard.press('f')
  for (let i = 0; i < 2; i++) await page.keyboard.press('+')
  await page.waitForTimeout(800)
  const pan = await best(browser, page, PAN)
  await page.close()
  return { pan, zoom }
}
