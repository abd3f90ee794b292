import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withMarks } from '@shared/review'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PathHandles } from '../../src/main/window/handles'
import { reviewHandlers } from '../../src/main/window/review-handlers'
import { readReview, writeReview } from '../../src/main/window/review-store'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'karyon-review-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('what is marked in Review', () => {
  it('is kept in the results folder and survives', async () => {
    expect(await readReview(dir)).toEqual({ contents: {} })
    const review = withMarks({ contents: {} }, 'P', { A01: 'negative', H12: 'out' })
    await writeReview(dir, { ...review, targets: { name: 'masks', path: '/m' } })
    expect(await readReview(dir)).toEqual({
      contents: { P: { A01: 'negative', H12: 'out' } },
      targets: { name: 'masks', path: '/m' },
    })
  })

  it('has no line for a plate without marks', () => {
    const review = { contents: { P: { A01: 'negative' as const }, Q: { B02: 'positive' as const } } }
    expect(withMarks(review, 'P', { A01: 'sample' })).toEqual({ contents: { Q: { B02: 'positive' } } })
  })

  it('changes in the wells named, and in no others', () => {
    const review = { contents: { P: { A01: 'negative' as const, A02: 'out' as const } } }
    expect(withMarks(review, 'P', { A02: 'sample', H12: 'positive' })).toEqual({
      contents: { P: { A01: 'negative', H12: 'positive' } },
    })
  })

  it('is set aside when damaged', async () => {
    await mkdir(join(dir, '.karyon'))
    for (const text of ['{', '{"contents":{"P":{"A01":"purple"}}}']) {
      await writeFile(join(dir, '.karyon', 'review.json'), text)
      expect(await readReview(dir)).toEqual({ contents: {} })
    }
    const left = await readdir(join(dir, '.karyon'))
    expect(left.length).toBeGreaterThan(0)
    expect(left.every((name) => name.startsWith('review.json.damaged-'))).toBe(true)
    expect(await readFile(join(dir, '.karyon', left.at(-1)!), 'utf8')).toContain('purple')
  })

  it('loses none of several changes made at once, and goes on after one that fails', async () => {
    const services = { listRuns: () => [{ id: 'r', folder: dir }] } as never
    const handles = new PathHandles()
    const [masks] = await handles.open([dir])
    const review = reviewHandlers({ services, handles, evaluate: { attachedErrors: async () => null } })
    const marks = ['P', 'Q', 'R'].map((plate) =>
      review['review.mark']({ runId: 'r', plate, changes: { A01: 'positive' } }),
    )
    await expect(review['review.mark']({ runId: 'x', plate: 'P', changes: {} })).rejects.toMatchObject({
      code: 'run-missing',
    })
    expect(Object.keys((await review['review.get']({ runId: 'r' })).contents)).toEqual(['P', 'Q', 'R'])
    await Promise.all(marks)
    await review['review.attach']({ runId: 'r', handle: masks!.id })
    const kept = await review['review.get']({ runId: 'r' })
    expect(Object.keys(kept.contents)).toEqual(['P', 'Q', 'R'])
    expect(kept.targets?.path).toBe(dir)
    expect((await review['review.attach']({ runId: 'r' })).targets).toBeUndefined()
  })
})
