/** One line a figure: what, measured, the bar, and whether it is met. Tasks are judged by the processor's time. */
function lines(results) {
  const all = []
  const line = (what, measured, bar, met) => all.push({ what, measured, bar, met })
  const { pan, zoom, batch, counting, table, large, start } = results
  const frame = (name, one) => {
    if (!one) return
    const words = `${one.fps} frames/s, median ${one.medianMs}, p95 ${one.p95Ms} ms; processor a frame ${one.mainCpuMsAFrame} ms main, ${one.allCpuMsAFrame} ms all threads`
    line(name, words, '60 frames/s', one.fps >= 59)
  }
  frame('pan, 4,096², 5,000 outlines', pan)
  frame('zoom, the same', zoom)
  const tasks = (name, one) => {
    if (!one) return
    const words = `worst task ${one.worstCpuMs} ms processor, ${one.worstWallMs} ms clock (${one.over50Wall} over 50 by the clock)`
    line(name, words, 'no task over 50 ms', one.over50Cpu === 0)
  }
  tasks('400 images a second arriving', batch)
  tasks('24 fields really counted', counting)
  if (counting) {
    line(
      '… keys meanwhile, to the next frame',
      `${counting.slowestKeyMs} ms at most, ${counting.keysOver50} of ${counting.keys} over 50 ms`,
      '100 ms',
      counting.slowestKeyMs <= 100,
    )
    const { fps, p95Ms } = counting.scroll
    line('… scrolling its images meanwhile', `${fps} frames/s, p95 ${p95Ms} ms`, 'smooth', fps >= 55)
  }
  if (table) {
    const n = table.rows.toLocaleString('en-GB')
    const { scroll } = table
    line(
      `scrolling ${n} nuclei`,
      `${scroll.fps} frames/s, median ${scroll.medianMs}, p95 ${scroll.p95Ms} ms`,
      'smooth',
      scroll.fps >= 55,
    )
    line(
      '… sorting by any column',
      `${table.worstSortMs} ms at most`,
      '1 s, never blocking',
      table.worstSortMs <= 1000,
    )
    line(
      '… filtering by two columns',
      `${table.filterMs} ms to ${table.filteredRows} rows`,
      '1 s, never blocking',
      table.filterMs <= 1000,
    )
    line(
      '… first rows, all rows',
      `${table.firstRowsMs} ms, ${table.allRowsMs} ms${table.progressShown ? ', progress shown' : ''}`,
      '1 s or progress',
      table.firstRowsMs <= 1000 || table.progressShown,
    )
    tasks('… while fetching, sorting, filtering', table)
    line(
      '… memory',
      `page ${table.pageHeapMB} MB heap + ${table.pageBuffersMB} MB columns, services ${table.servicesMB} MB`,
      'stated',
      true,
    )
  }
  if (large) {
    line(
      '16,384² (512 MB) to its first picture',
      `${large.pictureMs} ms; outlines ${large.outlinesMs} ms`,
      'stated',
      true,
    )
    const grown = large.servicesPeakMB - large.servicesBeforeMB
    line(
      '… memory',
      `services ${large.servicesBeforeMB} MB, ${large.servicesPeakMB} at most; page heap ${large.pageHeapMB} MB`,
      'less than the file, 537 MB',
      grown < 537,
    )
    tasks('… opening it', large)
  }
  const usable = (name, one) => {
    if (one) line(name, `${(one.usable / 1000).toFixed(2)} s`, '2 s', one.usable < 2000)
  }
  usable('process start to usable, browser shell', start?.browser)
  usable('process start to usable, Electron', start?.electron)
  return all
}

export function print(results) {
  const all = lines(results)
  const width = (key) => Math.max(...all.map((line) => line[key].length))
  const [what, measured, bar] = ['what', 'measured', 'bar'].map(width)
  const { machine, load } = results
  process.stdout.write(`\n${machine}; load average ${load.join(' … ')}. Best of several repeats each.\n\n`)
  for (const line of all) {
    const met = line.bar === 'stated' ? '' : line.met ? 'met' : 'NOT MET'
    process.stdout.write(
      `${line.what.padEnd(what)}  ${line.measured.padEnd(measured)}  ${line.bar.padEnd(bar)}  ${met}\n`,
    )
  }
}
