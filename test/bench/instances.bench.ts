import { decodeDistanceWatershed } from '@core/instances/decode-distance-watershed'
import { measureNuclei } from '@core/measure/measure-nuclei'
import { bench, describe } from 'vitest'
import { STARTER, syntheticMaps } from '../instances/synthetic-maps'

/** `npx vitest bench --run test/bench/instances.bench.ts`: 1024² with 400 nuclei, apart and touching. */
describe.each([
  { name: '400 nuclei apart', radius: 11 },
  { name: '400 nuclei, many touching', radius: 22 },
])('1024², $name', ({ radius }) => {
  const size = 1024
  const maps = syntheticMaps(size, size, 51.2, radius, 1)
  const image = {
    width: size,
    height: size,
    samples: 1,
    data: Uint16Array.from(maps.body, (v) => v * 4000),
  } as const
  const { labels, count, confidence } = decodeDistanceWatershed(maps, STARTER)
  bench(`decode (${count} nuclei)`, () => {
    decodeDistanceWatershed(maps, STARTER)
  })
  bench(`measure (${count} nuclei)`, () => {
    measureNuclei(labels, size, size, count, [image], { confidence })
  })
})
