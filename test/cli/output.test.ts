import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldTiff, writeFiles } from './fields'
import { csv, karyon, scratch } from './karyon'

const { path: root, remove } = scratch('output')
afterAll(remove)

const input = join(root, 'images')
beforeAll(() => {
  writeFiles(input, { 'a.tif': fieldTiff(1), 'b.tif': fieldTiff(2), 'P_A01_s1_w1.tif': fieldTiff(3) })
})

const count = (out: string) => ['count', input, '--out', out, '--model', 'classical']

describe('what nobody hears', () => {
  it('on stderr does not keep a count from finishing', async () => {
    const out = join(root, 'no-reader')
    const { code, stdout } = await karyon(count(out), {
      onStart: (child) => child.stderr!.once('data', () => child.stderr!.destroy()),
    })
    expect([code, stdout]).toEqual([0, expect.stringContaining('in 3 images')])
    expect(csv(join(out, 'counts.csv'))).toHaveLength(3)
  })

  // A device that takes nothing, as a full disk does.
  const full = '/dev/full'
  describe.runIf(existsSync(full))('on a full disk', () => {
    const disk = existsSync(full) ? openSync(full, 'w') : undefined
    afterAll(() => disk !== undefined && closeSync(disk))

    it('is lost when it was for stderr', async () => {
      const out = join(root, 'full-stderr')
      const { code } = await karyon(count(out), { stderr: disk })
      expect(code).toBe(0)
      expect(csv(join(out, 'counts.csv'))).toHaveLength(3)
    })

    it('ends with 1 and one sentence when it was for stdout, and the files are whole', async () => {
      const out = join(root, 'full-stdout')
      const counted = await karyon([...count(out), '--json'], { stdout: disk })
      expect(counted.code).toBe(1)
      expect(counted.stderr.match(/cannot be written/g)).toHaveLength(1)
      expect(counted.stderr).toMatch(/karyon: What is printed cannot be written \(ENOSPC\)/)
      expect(csv(join(out, 'counts.csv'))).toHaveLength(3)
      for (const args of [['inspect', join(input, 'a.tif')], ['plate', input], ['models'], ['help']]) {
        const { code, stderr } = await karyon(args, { stdout: disk })
        expect([args[0], code, stderr.match(/cannot be written/g)?.length]).toEqual([args[0], 1, 1])
      }
    })
  })
})
