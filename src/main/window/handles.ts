import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { KaryonError } from '@core/errors'
import type { PathHandle } from '@shared/path-handle'

/** Paths the user opened, by an unguessable id. The window can name nothing else on the disk. */
export class PathHandles {
  private readonly byId = new Map<string, PathHandle>()
  private readonly byPath = new Map<string, PathHandle>()

  /** Paths that do not exist are left out. */
  async open(paths: string[]): Promise<PathHandle[]> {
    const found = await Promise.all(paths.map((path) => this.openOne(resolve(path))))
    return found.filter((handle) => handle !== undefined)
  }

  private async openOne(path: string): Promise<PathHandle | undefined> {
    const known = this.byPath.get(path)
    if (known) return known
    const info = await stat(path).catch(() => undefined)
    if (!info) return undefined
    return this.add(path, info.isDirectory() ? 'folder' : 'file')
  }

  /** A handle for what a folder was just seen to hold; the disk is not asked, for one entry may be a dead mount. */
  add(path: string, kind: PathHandle['kind']): PathHandle {
    const known = this.byPath.get(path)
    if (known) return known
    const handle: PathHandle = { id: randomUUID(), name: basename(path) || path, kind, path }
    this.byId.set(handle.id, handle)
    this.byPath.set(path, handle)
    return handle
  }

  /** @throws KaryonError `usage` for an id that was never given out. */
  get(id: string): PathHandle {
    const handle = this.byId.get(id)
    if (!handle) {
      throw new KaryonError('usage', 'This file or folder was not opened in this session.', 'Drop it again.')
    }
    return handle
  }
}
