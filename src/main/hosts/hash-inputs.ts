import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileSystemError } from '@core/io/file-errors'
import type { InputFile } from './image-task'

/** Size and SHA-256 of each input as it was read. */
export function hashInputs(paths: readonly string[]): Promise<InputFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      const hash = createHash('sha256')
      try {
        const { size } = await stat(path)
        for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }))
          hash.update(chunk as Buffer)
        return { path, bytes: size, sha256: hash.digest('hex') }
      } catch (error) {
        throw fileSystemError(path, error)
      }
    }),
  )
}
