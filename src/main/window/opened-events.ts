import { resolve } from 'node:path'
import type { AppEvent } from '@shared/contract'
import type { ServicesPort } from '@shared/services-port'

/** What the window hears of paths named when Karyon was started: what is there is to be counted, the rest is said. */
export async function openedEvents(
  services: Pick<ServicesPort, 'open'>,
  paths: readonly string[],
): Promise<AppEvent[]> {
  const handles = await services.open([...paths])
  const there = new Set(handles.map(({ path }) => path))
  const missing = paths.filter((path) => !there.has(resolve(path)))
  const events: AppEvent[] = missing.map((path) => ({
    type: 'notice',
    notice: {
      id: `not-there-${path}`,
      tone: 'attention',
      message: `${path} does not exist.`,
      remedy:
        'Check the path and its spelling, and that its drive or network share is connected; then choose it here.',
    },
  }))
  return handles.length > 0 ? [...events, { type: 'opened', handles }] : events
}
