import { type ModelManifest, manifestSchema } from '@core/infer/manifest'
import type { Network, NetworkInput, NetworkOutput } from '@core/infer/network'

export function manifest(tile: { size: number; halo: number }, multipleOf = 16): ModelManifest {
  return manifestSchema.parse({
    name: 'fake',
    version: '1.0.0',
    sha256: '0'.repeat(64),
    opset: 17,
    input: { name: 'image', layout: 'NCHW', dtype: 'float32', channels: 3, multipleOf, range: [0, 1] },
    normalise: { percentiles: [0.5, 99.8] },
    tile,
    outputs: [{ name: 'maps', layout: 'NCHW', channels: ['body', 'touchingBorder', 'distance'] }],
    decoder: {
      kind: 'distance-watershed',
      bodyThreshold: 0.5,
      seedThreshold: 0.55,
      distanceSigmaPx: 0.7,
      minAreaPx: 12,
    },
    scale: { targetDiameterPx: 22, rescaleIfLogRatioAbove: 0.2, range: [0.25, 2.5] },
  })
}

/**
 * A network that can be worked out by hand: body = the brightness, border = 0, distance = the mean over a
 * window of ±`reach` pixels (zero outside the tile, as a convolution pads), so it has a true receptive field.
 */
export class FakeNetwork implements Network {
  readonly tiles: { width: number; height: number }[] = []
  /** Tiles with more pixels than this do not fit the device. */
  memory = Number.POSITIVE_INFINITY

  constructor(
    readonly manifest: ModelManifest,
    private readonly reach: number,
    private readonly outOfMemory: () => Error = () => new Error('no memory'),
  ) {}

  async run({ data, width, height }: NetworkInput): Promise<NetworkOutput> {
    this.tiles.push({ width, height })
    if (width * height > this.memory) throw this.outOfMemory()
    const plane = width * height
    const out = new Float32Array(3 * plane)
    out.set(data.subarray(0, plane))
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0
        for (let dy = -this.reach; dy <= this.reach; dy += this.reach) {
          for (let dx = -this.reach; dx <= this.reach; dx += this.reach) {
            const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height
            if (inside) sum += data[(y + dy) * width + x + dx]
          }
        }
        out[2 * plane + y * width + x] = sum / 9
      }
    }
    return { data: out, channels: 3, width, height }
  }
}
