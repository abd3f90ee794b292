import { KaryonError } from '@core/errors'
import type { PathHandle } from '@shared/contract'

interface Found {
  path: string
  file: File
}

async function walk(entry: FileSystemEntry, prefix: string, found: Found[]): Promise<void> {
  const path = prefix + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))
    found.push({ path, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (some.length === 0) return
    for (const child of some) await walk(child, `${path}/`, found)
  }
}

/** Sends dropped files to the services, three at a time, keeping their folders. */
export async function uploadDrop(
  items: DataTransfer,
  progress?: (files: number) => void,
): Promise<PathHandle[]> {
  const found: Found[] = []
  // Entries must be taken before the first await: the list is emptied after the event.
  const entries = [...items.items].map((item) => item.webkitGetAsEntry?.() ?? undefined)
  const loose = [...items.files]
  for (const entry of entries) if (entry) await walk(entry, '', found)
  if (found.length === 0) for (const file of loose) found.push({ path: file.name, file })
  const drop = crypto.randomUUID()
  const handles = new Map<string, PathHandle>()
  let sent = 0
  const queue = [...found]
  const sender = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const query = new URLSearchParams({ drop, path: next.path })
      const response = await fetch(`/drop?${query}`, { method: 'PUT', body: next.file })
      if (!response.ok) {
        throw new KaryonError(
          'output-unwritable',
          `${next.path} could not be taken over: ${await response.text()}`,
          'Use Choose folder instead: files then stay where they are.',
        )
      }
      for (const handle of (await response.json()) as PathHandle[]) handles.set(handle.path, handle)
      progress?.(++sent)
    }
  }
  await Promise.all([sender(), sender(), sender()])
  return [...handles.values()]
}
