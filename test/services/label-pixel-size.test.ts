import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openImage } from '@core/io/open-image'
import { afterAll, expect, it } from 'vitest'
import work from '../../src/main/hosts/image-worker'
import { fieldTiff, writeFiles } from '../cli/fields'

const root = mkdtempSync(join(tmpdir(), 'karyon-label-size-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it("gives a label image the pixel size that only the plate's own files tell", async () => {
  writeFiles(root, { 'a.tif': fieldTiff(1) })
  const labelsPath = join(root, 'a_labels.tif')
  const result = await work({
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
