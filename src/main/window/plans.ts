import type { Scan } from '@core/plate/plate-image'
import type { AppEvent, Plan } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'
import type { RunSettings, RunSummary } from '@shared/run'
import type { KaryonServices, Reading } from '../services/index'
import { withoutForeign } from './foreign-files'
import { nothingFound, planView } from './plan-view'

/** What was read for a plan serves the start that follows; after this it is read again. */
const KEEP_MS = 60_000

/** Reads names for the window: with a live count, stopped when it wants, once for the plan and its start. */
export class Plans {
  private readonly reading = new Map<string, AbortController>()
  private last: { key: string; scan: Scan; at: number } | undefined

  constructor(
    private readonly services: KaryonServices,
    private readonly tell: (event: AppEvent) => void,
  ) {}

  /** @throws KaryonError as `scanPaths`; `cancelled` after `stop`. */
  preview(opened: readonly PathHandle[], settings: RunSettings, ticket?: string): Promise<Plan> {
    return this.read(ticket, async (reading) => {
      const { readable, unreadable } = await withoutForeign(opened)
      if (readable.length === 0) return nothingFound(unreadable)
      const preview = await this.services.preview(readable, settings, reading)
      this.last = { key: keyOf(readable, settings), scan: preview.scan, at: Date.now() }
      return { ...planView(readable, preview), unreadable }
    })
  }

  /** @throws KaryonError as `createRun` of the services; `cancelled` after `stop`. */
  create(
    opened: readonly PathHandle[],
    settings: RunSettings,
    folderFor: (path: string) => string,
    ticket?: string,
  ): Promise<RunSummary> {
    return this.read(ticket, async (reading) => {
      const { readable } = await withoutForeign(opened)
      // With nothing readable left, the files themselves say why.
      const paths = readable.length > 0 ? readable : opened.map(({ path }) => path)
      const known = this.last?.key === keyOf(paths, settings) && Date.now() - this.last.at < KEEP_MS
      const scan = known ? this.last?.scan : undefined
      this.last = undefined
      return this.services.createRun(paths, settings, folderFor(paths[0]!), { ...reading, scan })
    })
  }

  stop(ticket: string): void {
    this.reading.get(ticket)?.abort()
  }

  private async read<T>(ticket: string | undefined, work: (reading: Reading) => Promise<T>): Promise<T> {
    if (ticket === undefined) return work({})
    const stop = new AbortController()
    this.reading.set(ticket, stop)
    const onScan = (filesSeen: number) => this.tell({ type: 'scan', runId: ticket, filesSeen })
    try {
      return await work({ signal: stop.signal, onScan })
    } finally {
      this.reading.delete(ticket)
    }
  }
}

function keyOf(paths: readonly string[], settings: RunSettings): string {
  return JSON.stringify([paths, settings.recursive])
}
