import { z } from 'zod'
import { FEATURE_NAMES } from './feature-names'

const threshold = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.POSITIVE_INFINITY)

const treesSchema = z.object({
  kind: z.literal('boosted-trees'),
  featureNames: z.array(z.string()),
  base: z.number(),
  depth: z.number().int().min(1).max(12),
  /** Of each tree: the feature asked at each inner node, … */
  features: z.array(z.array(z.number().int().nonnegative())).min(1),
  /** … and its threshold, 1e30 (or null) where everything goes left, … */
  thresholds: z.array(z.array(threshold)),
  /** … and the value of each leaf. */
  leaves: z.array(z.array(z.number())),
})

/** `ranker.json` of a model folder, as `rank` in training/karyon_training writes it. */
const rankerSchema = treesSchema
  .extend({
    /** Further trees: the chance that a candidate is right to the pixel, times `weight`, decides which goes first. */
    precise: treesSchema.extend({ weight: z.number().min(0).max(10) }).optional(),
  })
  .superRefine((ranker, context) => {
    const wrong = (message: string, path: PropertyKey[]) =>
      context.addIssue({ code: 'custom', message, path })
    for (const { message, path } of problemsOf(ranker)) wrong(message, path)
    if (!ranker.precise) return
    for (const { message, path } of problemsOf(ranker.precise)) wrong(message, ['precise', ...path])
  })

/** Boosted trees; plain numbers, so that they cross threads and processes. */
export type BoostedTrees = z.infer<typeof treesSchema>

/** Trees that predict a candidate's IoU, and the order in which candidates are taken. */
export type RankerTrees = z.infer<typeof rankerSchema>

/** @throws ZodError or SyntaxError that says what is wrong. */
export function parseRanker(text: string): RankerTrees {
  return rankerSchema.parse(JSON.parse(text))
}

interface Problem {
  message: string
  path: PropertyKey[]
}

/** What keeps trees from being walked: other features than ours, or trees that are not complete. */
function problemsOf(trees: BoostedTrees): Problem[] {
  const { featureNames, depth, features, thresholds, leaves } = trees
  const problems: Problem[] = []
  const wrong = (message: string, ...path: PropertyKey[]) => problems.push({ message, path })
  const differs = FEATURE_NAMES.findIndex((name, i) => featureNames[i] !== name)
  if (differs >= 0)
    wrong(
      `it was trained with other features: number ${differs + 1} is ${featureNames[differs] ?? 'missing'}, not ${FEATURE_NAMES[differs]}`,
      'featureNames',
    )
  else if (featureNames.length > FEATURE_NAMES.length)
    wrong(
      `it was trained with ${featureNames.length} features instead of ${FEATURE_NAMES.length}`,
      'featureNames',
    )
  const inner = 2 ** depth - 1
  for (const [name, lists, length] of [
    ['features', features, inner],
    ['thresholds', thresholds, inner],
    ['leaves', leaves, inner + 1],
  ] as const) {
    if (lists.length !== features.length)
      wrong(`${lists.length} trees, but ${features.length} of features`, name)
    const odd = lists.findIndex((list) => list.length !== length)
    if (odd >= 0) wrong(`tree ${odd + 1} has ${lists[odd].length} numbers instead of ${length}`, name)
  }
  const unknown = features.flat().find((feature) => feature >= FEATURE_NAMES.length)
  if (unknown !== undefined) wrong(`there is no feature ${unknown}`, 'features')
  return problems
}
