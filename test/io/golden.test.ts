import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { memorySource } from '@core/io/byte-source'
import { openImageFrom } from '@core/io/open-image'
import { describe, expect, it } from 'vitest'

interface Golden {
  name: string
  file: string
  shape: number[]
  values: number[]
}

const goldens = JSON.parse(readFileSync(resolve('test/golden/io-tiff.json'), 'utf8')) as Golden[]

describe('TIFF: compressions the tests cannot write, against tifffile and Pillow', () => {
  for (const { name, file, shape, values } of goldens) {
    it(name, async () => {
      const image = await openImageFrom(memorySource(name, new Uint8Array(Buffer.from(file, 'base64'))))
      const { width, height, samples, data } = await image.readPlane({})
      expect([height, width, samples]).toEqual([shape[0], shape[1], shape[2] ?? 1])
      const wrong = values.findIndex((v, i) => v !== data[i])
      expect({ wrong, got: data[wrong], wanted: values[wrong] }).toEqual({
        wrong: -1,
        got: undefined,
        wanted: undefined,
      })
    })
  }
})
