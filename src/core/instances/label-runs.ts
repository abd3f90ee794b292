/** A label image as horizontal runs in raster order: run i has `label[i]` on flat pixels start[i] … end[i] − 1. */
export interface LabelRuns {
  readonly label: Int32Array
  readonly row: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
}

/** The runs of all labels > 0 of a width × height label image. */
export function labelRuns(labels: Uint32Array, width: number, height: number): LabelRuns {
  let capacity = 4096
  let label = new Int32Array(capacity)
  let row = new Int32Array(capacity)
  let start = new Int32Array(capacity)
  let end = new Int32Array(capacity)
  let n = 0
  for (let y = 0; y < height; y++) {
    const stop = (y + 1) * width
    let p = y * width
    while (p < stop) {
      const here = labels[p]
      if (here === 0) {
        p++
        continue
      }
      const from = p
      while (p < stop && labels[p] === here) p++
      if (n === capacity) {
        capacity *= 2
        label = grown(label, capacity)
        row = grown(row, capacity)
        start = grown(start, capacity)
        end = grown(end, capacity)
      }
      label[n] = here
      row[n] = y
      start[n] = from
      end[n++] = p
    }
  }
  return {
    label: label.subarray(0, n),
    row: row.subarray(0, n),
    start: start.subarray(0, n),
    end: end.subarray(0, n),
  }
}

function grown(array: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(capacity)
  bigger.set(array)
  return bigger
}
