import { describe, expect, it } from 'vitest'
import { FieldCache } from '../../src/main/window/pixels/field-cache'
import type { FieldSource } from '../../src/main/window/pixels/field-source'

const never = new Promise<FieldSource>(() => undefined)

describe('images on a drive that does not answer', () => {
  it('fail in words, hold up no other, and are tried anew', async () => {
    const there = { close: async () => undefined } as unknown as FieldSource
    let asked = 0
    const cache = new FieldCache(
      (_run, index) => (index === 0 && asked++ === 0 ? never : Promise.resolve(there)),
      6,
      30,
    )
    const silent = cache.get('run', 0)
    expect(await cache.get('run', 1)).toBe(there)
    await expect(silent).rejects.toMatchObject({ code: 'timed-out', remedy: expect.stringContaining('kept') })
    expect(await cache.get('run', 0)).toBe(there)
    expect(asked).toBe(2)
  })

  it('do not keep Karyon from ending', async () => {
    const cache = new FieldCache(() => never)
    let ended = false
    void cache.get('run', 0).then(() => {
      ended = true
    })
    await cache.close()
    expect(ended).toBe(false)
  }, 10_000)
})
