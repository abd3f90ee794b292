/** Blobs on a grid with a little noise: enough to draw, outline and time. Never a result. */
export interface FakeField {
  side: number
  nuclei: { x: number; y: number; rx: number; ry: number; confidence: number }[]
}

export function random(seed: number): () => number {
  let s = seed >>> 0 || 1
  return () => {
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    return (s >>> 0) / 4294967296
  }
}

export function fakeField(seed: number, side: number, count: number): FakeField {
  const next = random(seed * 7919 + 13)
  const columns = Math.ceil(Math.sqrt(count))
  const cell = side / columns
  const nuclei = Array.from({ length: count }, (_, i) => ({
    x: ((i % columns) + 0.5 + (next() - 0.5) * 0.3) * cell,
    y: (Math.floor(i / columns) + 0.5 + (next() - 0.5) * 0.3) * cell,
    rx: cell * (0.22 + next() * 0.12),
    ry: cell * (0.18 + next() * 0.12),
    confidence: Math.min(0.99, 0.55 + next() * 0.45),
  }))
  return { side, nuclei }
}

/** 16-bit pixels of a part of the field at a halving. */
export function fakePixels(
  field: FakeField,
  level: number,
  x0: number,
  y0: number,
  width: number,
  height: number,
): Uint16Array<ArrayBuffer> {
  const step = 2 ** level
  const out = new Uint16Array(width * height).fill(400)
  const next = random(level * 31 + x0 + y0 + 7)
  for (const n of field.nuclei) {
    const left = Math.max(0, Math.floor((n.x - n.rx) / step - x0))
    const right = Math.min(width - 1, Math.ceil((n.x + n.rx) / step - x0))
    const top = Math.max(0, Math.floor((n.y - n.ry) / step - y0))
    const bottom = Math.min(height - 1, Math.ceil((n.y + n.ry) / step - y0))
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const dx = ((x + x0) * step - n.x) / n.rx
        const dy = ((y + y0) * step - n.y) / n.ry
        const d = dx * dx + dy * dy
        if (d < 1) out[y * width + x] = 900 + Math.round(2600 * (1 - d)) + Math.round(next() * 120)
      }
    }
  }
  return out
}

/** The outlines as the services send them: labels, offsets, points. */
export function fakeOutlines(field: FakeField, pointsEach = 48): ArrayBuffer[] {
  const n = field.nuclei.length
  const labels = Uint32Array.from({ length: n }, (_, i) => i + 1)
  const offsets = Uint32Array.from({ length: n + 1 }, (_, i) => i * pointsEach)
  const points = new Float32Array(n * pointsEach * 2)
  field.nuclei.forEach(({ x, y, rx, ry }, i) => {
    for (let p = 0; p < pointsEach; p++) {
      const angle = (p / pointsEach) * 2 * Math.PI
      points[2 * (i * pointsEach + p)] = x + rx * Math.cos(angle)
      points[2 * (i * pointsEach + p) + 1] = y + ry * Math.sin(angle)
    }
  })
  return [labels.buffer, offsets.buffer, points.buffer]
}
