import { manifestProblem } from '@core/infer/manifest-problem'
import { expect, it } from 'vitest'
import { z } from 'zod'

const schema = z.object({
  tile: z.object({ size: z.number().int().min(64), name: z.string() }),
  kind: z.enum(['a', 'b']),
})

function problemOf(text: string): string {
  try {
    schema.parse(JSON.parse(text))
  } catch (cause) {
    return manifestProblem(cause)
  }
  throw new Error('nothing was wrong')
}

it('says in a sentence what is wrong and where', () => {
  const tile = '"tile":{"size":128,"name":"x"}'
  expect(problemOf('{}')).toBe('“tile” is missing.')
  expect(problemOf('null')).toBe('the file must be an object.')
  expect(problemOf('{"tile":{"size":128,"name":3},"kind":"a"}')).toBe('“tile.name” must be a text.')
  expect(problemOf('{"tile":{"size":"128","name":"x"},"kind":"a"}')).toBe('“tile.size” must be a number.')
  expect(problemOf('{"tile":{"size":8,"name":"x"},"kind":"a"}')).toMatch(
    /^“tile.size” is out of range \(.*64\)\.$/,
  )
  expect(problemOf(`{${tile},"kind":"c"}`)).toBe('“kind” must be “a” or “b”.')
  expect(problemOf(`{${tile}}`)).toBe('“kind” must be “a” or “b”.')
  expect(problemOf('{"tile":')).toMatch(/^it is no valid JSON \(.+\)\.$/)
})

it('ends with one full stop', () => {
  expect(manifestProblem(new Error('a head is missing'))).toBe('a head is missing.')
  expect(manifestProblem(new Error('a head is missing.'))).toBe('a head is missing.')
})
