import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openImage } from '@core/io/open-image'
import { ImagePool } from '@services/image-pool'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'

const root = mkdtempSync(join(tmpdir(), 'karyon-label-size-'))
let pool: ImagePool
beforeAll(() => {
  builtMain()
  pool = new ImagePool(1)
})
afterAll(async () => {
  await pool.close()
  rmSync(root, { recursive: true, force: true })
})

it("gives a label image the pixel size that only the plate's own files tell", async () => {
  writeFiles(root, { 'a.tif': fieldTiff(1) })
  const labelsPath = join(root, 'a_labels.tif')
  const result = await pool.run({
    kind: 'count',
    classical: {},
    set: { id: 'a', channels: [{ info: {} }], files: [{ path: join(root, 'a.tif'), channel: 0 }] },
    channel: { index: 0 },
    pixelSizeUm: { x: 0.5, y: 0.5 },
    labelsPath,
  })
  expect(result.kind).toBe('counted')
  const labels = await openImage(labelsPath)
  expect(labels.metadata.pixelSizeUm).toEqual({ x: 0.5, y: 0.5 })
  await labels.close()
})
