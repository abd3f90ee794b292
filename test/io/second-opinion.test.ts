import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeTiff } from '@core/export/write-tiff'
import { openImage } from '@core/io/open-image'
import { simulateField } from '@core/simulate/simulate-field'
import { fromArrayBuffer } from 'geotiff'
import * as UTIF from 'utif'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * Our TIFF reader against two independent ones, on what each of them reads correctly (see
 * docs/decisions/reading-images.md): the same pixels, or one of the three is wrong.
 */
describe('a second and a third opinion on TIFF pixels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'karyon-second-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const field = simulateField({ width: 233, height: 120, nuclei: 20, seed: 4 })

  for (const compression of ['none', 'deflate'] as const) {
    for (const [name, data] of [
      ['uint8', Uint8Array.from(field.image, (v) => v >> 4)],
      ['uint16', Uint16Array.from(field.image)],
    ] as const) {
      const bytes = writeTiff({ width: 233, height: 120, samples: 1, data }, { compression })
      const path = join(folder, `${compression}-${name}.tif`)
      beforeAll(() => writeFileSync(path, bytes))

      it(`geotiff agrees: ${compression}, ${name}`, async () => {
        const source = await openImage(path)
        const ours = await source.readPlane({})
        await source.close()
        const tiff = await fromArrayBuffer(Uint8Array.from(bytes).buffer)
        const [theirs] = (await (await tiff.getImage()).readRasters()) as unknown as [typeof data]
        expect(Array.from(ours.data)).toEqual(Array.from(theirs))
        expect(Array.from(ours.data)).toEqual(Array.from(data))
      })

      it(`UTIF agrees: ${compression}, ${name}`, async () => {
        const source = await openImage(path)
        const ours = await source.readPlane({})
        await source.close()
        const buffer = Uint8Array.from(bytes).buffer
        const [page] = UTIF.decode(buffer)
        UTIF.decodeImage(buffer, page)
        const stored = page.data as Uint8Array
        const theirs = name === 'uint8' ? stored : new Uint16Array(Uint8Array.from(stored).buffer)
        expect(Array.from(ours.data)).toEqual(Array.from(theirs.subarray(0, ours.data.length)))
      })
    }
  }
})
