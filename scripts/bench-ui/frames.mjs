const rank = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]

/** Frames a second and the time between them, of gaps in milliseconds. */
export const frames = (gaps) => ({
  frames: gaps.length,
  fps: +(1000 / (gaps.reduce((a, b) => a + b, 0) / gaps.length)).toFixed(1),
  medianMs: +rank(gaps, 0.5).toFixed(1),
  p95Ms: +rank(gaps, 0.95).toFixed(1),
  worstMs: +Math.max(...gaps).toFixed(1),
})

/** Time between frames while `step` is called in each of them. Runs in the page. */
export const timeFrames = `async (step, seconds) => {
  const gaps = []
  let last = performance.now()
  const end = last + seconds * 1000
  for (let i = 0; last < end; i++) {
    step(i)
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    gaps.push(now - last)
    last = now
  }
  return gaps.slice(2)
}`
