import { cpuShare, cpuThreads, imageLanes } from '@services/cpu-share'
import { describe, expect, it } from 'vitest'

const GB = 2 ** 30

describe('the share of the CPU', () => {
  it('is all cores for one image, and side by side for many', () => {
    expect(cpuShare(1, 2, 2, 24 * GB)).toEqual({ networks: 1, threads: 2 })
    expect(cpuShare(96, 2, 2, 24 * GB)).toEqual({ networks: 2, threads: 1 })
    expect(cpuShare(3, 6, 12, 64 * GB)).toEqual({ networks: 3, threads: 4 })
    expect(cpuShare(384, 6, 12, 64 * GB)).toEqual({ networks: 6, threads: 2 })
    expect(cpuShare(384, 6, 8, 64 * GB)).toEqual({ networks: 6, threads: 1 })
  })

  it('is never more networks than a quarter of the memory holds, and always one', () => {
    expect(cpuShare(384, 6, 8, 8 * GB)).toEqual({ networks: 2, threads: 4 })
    expect(cpuShare(384, 6, 8, 16 * GB)).toEqual({ networks: 4, threads: 2 })
    expect(cpuShare(384, 6, 8, 3 * GB)).toEqual({ networks: 1, threads: 8 })
    expect(cpuShare(0, 6, 8, 16 * GB)).toEqual({ networks: 1, threads: 8 })
  })

  it('of one network is no more threads than help', () => {
    expect(cpuThreads(64)).toBe(8)
    expect(cpuThreads(1)).toBe(1)
  })

  it('works on two images at least, so that reading and measuring overlap with the network', () => {
    expect([1, 2, 4, 16].map(imageLanes)).toEqual([2, 2, 4, 6])
  })
})
