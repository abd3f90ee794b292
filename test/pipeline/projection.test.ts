import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeTiff } from '@core/export/write-tiff'
import { Field } from '@core/field/field'
import type { Raster } from '@core/image/raster'
import { afterAll, describe, expect, it } from 'vitest'
import { writeFiles } from '../cli/fields'

const root = mkdtempSync(join(tmpdir(), 'karyon-projection-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function projected(name: string, ...planes: Pick<Raster, 'samples' | 'data'>[]): Promise<number[]> {
  const names = planes.map((_, i) => `z${i + 1}.tif`)
  const bytes = planes.map((plane) => writeTiff({ width: 2, height: 1, ...plane }))
  const folder = writeFiles(join(root, name), Object.fromEntries(names.map((file, i) => [file, bytes[i]!])))
  const files = names.map((file) => ({ path: join(folder, file), channel: 0 }))
  const field = await Field.open({ id: name, channels: [{ key: '1', info: {} }], files })
  try {
    return [...(await field.read(0, { x: 0, y: 0, width: 2, height: 1 })).data]
  } finally {
    await field.close()
  }
}

describe('projection of z planes', () => {
  const gray = { samples: 1, data: Uint8Array.of(200, 3) } as const

  it('takes the larger value of planes of one kind', async () => {
    expect(await projected('alike', gray, { samples: 1, data: Uint8Array.of(7, 9) })).toEqual([200, 9])
  })

  it.each([
    ['depth', { samples: 1, data: Uint16Array.of(300, 2) }],
    ['colour', { samples: 3, data: new Uint8Array(6) }],
  ] as const)('refuses planes that differ in %s, by name', async (name, other) => {
    await expect(projected(name, gray, other)).rejects.toMatchObject({
      code: 'plane-missing',
      message: expect.stringMatching(
        /z planes of this field differ in bit depth or colour: .*z2\.tif .*z1\.tif/,
      ),
      file: join(root, name, 'z2.tif'),
    })
  })
})
