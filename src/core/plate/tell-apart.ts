import { type NameMatch, plain } from './match-name'
import { compareNatural } from './natural-order'

/**
 * Makes a place of its own of what a few names tell by a token that is neither site nor time: regions of a well and
 * read steps (Cytation), timelines (Yokogawa), images taken later of one place (JOBS). Only where a plate has
 * several; an ordinary plate keeps its sites and times as the names write them.
 *
 * @returns a sentence for each token that was needed
 */
export function tellApart(pictures: readonly { match: NameMatch }[]): string[] {
  const matches = pictures.map(({ match }) => match)
  const tell = tokens[matches[0]?.convention.id ?? '']
  return tell ? tell(matches) : []
}

const tokens: Record<string, (matches: NameMatch[]) => string[]> = {
  gen5(matches) {
    return [...tellRegions(matches), ...tellSteps(matches)]
  },
  jobs: tellSequences,
  cv: tellTimelines,
}

function tellRegions(matches: NameMatch[]): string[] {
  const regions = new Set(matches.map(({ groups }) => plain(groups.roi)))
  if (regions.size < 2) return []
  for (const match of matches) {
    const region = plain(match.groups.roi)
    if (region !== undefined) match.site = `ROI${region}-${match.site}`
  }
  return [`Wells were imaged in ${regions.size} regions; every region is counted as sites of its own.`]
}

function tellSteps(matches: NameMatch[]): string[] {
  // Negative steps are processed images of the same data.
  const stepOf = ({ groups }: NameMatch) => (groups.step?.startsWith('-') ? undefined : plain(groups.step))
  const rounds = roundsOf(matches, stepOf)
  if (!rounds) return []
  for (const match of matches) {
    const round = rounds.get(stepOf(match) ?? '')
    if (round !== undefined) match.site = `step${round}-${match.site}`
  }
  return ['One field was imaged in several read steps; every step is counted as sites of its own.']
}

function tellTimelines(matches: NameMatch[]): string[] {
  const lineOf = ({ groups }: NameMatch) => plain(groups.line)
  const rounds = roundsOf(matches, lineOf)
  if (!rounds) return []
  for (const match of matches) match.t = `L${rounds.get(lineOf(match) ?? '')}-${match.t}`
  return ['One field was imaged in several timelines; every timeline is counted as time points of its own.']
}

/** A sequence number counts over the whole plate, so the rank at its place is the time. */
function tellSequences(matches: NameMatch[]): string[] {
  const places = new Map<string, { matches: NameMatch[]; taken: Set<number> }>()
  for (const match of matches) {
    const place = places.get(placeOf(match)) ?? { matches: [], taken: new Set() }
    places.set(placeOf(match), place)
    place.matches.push(match)
    place.taken.add(Number(match.groups.seq))
  }
  if ([...places.values()].every(({ taken }) => taken.size < 2)) return []
  for (const place of places.values()) {
    const order = [...place.taken].sort((a, b) => a - b)
    for (const match of place.matches) {
      const rank = order.indexOf(Number(match.groups.seq)) + 1
      match.t = match.t === undefined ? String(rank) : `${match.t}-${rank}`
    }
  }
  return ['One field was imaged several times (Seq in the names); the images are counted as time points.']
}

/**
 * Passes (steps, timelines) that share no place are one round: they image different channels of one field. A pass
 * goes into the first round it does not meet.
 *
 * @returns the first pass of the round per pass; undefined when all go into one
 */
function roundsOf(
  matches: NameMatch[],
  passOf: (match: NameMatch) => string | undefined,
): Map<string, string> | undefined {
  const passes = new Map<string, Set<string>>()
  for (const match of matches) {
    const pass = passOf(match)
    if (pass === undefined) continue
    passes.set(pass, (passes.get(pass) ?? new Set()).add(placeOf(match)))
  }
  const rounds: { first: string; places: Set<string> }[] = []
  const roundOf = new Map<string, string>()
  for (const [pass, places] of [...passes].sort(([a], [b]) => compareNatural(a, b))) {
    let round = rounds.find((one) => [...places].every((place) => !one.places.has(place)))
    if (!round) rounds.push((round = { first: pass, places: new Set() }))
    for (const place of places) round.places.add(place)
    roundOf.set(pass, round.first)
  }
  return rounds.length < 2 ? undefined : roundOf
}

/** Where an image was taken, within one measurement: another measurement of the plate is no later time. */
function placeOf({ well, site, channel, z, t, folder }: NameMatch): string {
  return [well, site, channel, z, t, folder.acquisition].join('\n')
}
