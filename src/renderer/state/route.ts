/** Where the user is, kept in the address so that a reload comes back to the same place. */
export type Route =
  | { place: 'count'; tab: 'new' }
  | { place: 'count'; tab: 'queue'; runId?: string }
  | { place: 'review'; tab: 'plate'; runId?: string }
  | { place: 'review'; tab: 'image'; runId: string; index: number }
  | { place: 'evaluate'; tab: 'scores' | 'compare' }
  | { place: 'devices' }
  | { place: 'settings' }
  | { place: 'help'; tab?: 'licences' }

export function routeToHash(route: Route): string {
  if (route.place === 'count') {
    if (route.tab === 'new') return '#/count'
    return route.runId ? `#/queue/${encodeURIComponent(route.runId)}` : '#/queue'
  }
  if (route.place === 'review') {
    if (!route.runId) return '#/review'
    const run = `#/review/${encodeURIComponent(route.runId)}`
    return route.tab === 'plate' ? run : `${run}/image/${route.index}`
  }
  if (route.place === 'evaluate') return route.tab === 'scores' ? '#/evaluate' : '#/evaluate/compare'
  if (route.place === 'help' && route.tab) return `#/help/${route.tab}`
  return `#/${route.place}`
}

export function routeFromHash(hash: string): Route {
  const [place, run, tab, index] = hash.replace(/^#\//, '').split('/')
  const runId = run ? safeDecode(run) : undefined
  if (place === 'queue') return { place: 'count', tab: 'queue', runId }
  if (place === 'review') {
    if (runId && tab === 'image' && /^\d+$/.test(index ?? '')) {
      return { place: 'review', tab: 'image', runId, index: Number(index) }
    }
    return { place: 'review', tab: 'plate', runId }
  }
  if (place === 'evaluate') return { place, tab: run === 'compare' ? 'compare' : 'scores' }
  if (place === 'help') return run === 'licences' ? { place, tab: 'licences' } : { place }
  if (place === 'devices' || place === 'settings') return { place }
  return { place: 'count', tab: 'new' }
}

function safeDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
