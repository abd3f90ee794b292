import { KaryonError } from '@core/errors'
import type { PathHandle } from '@shared/path-handle'

interface Found {
  path: string
  file: File
}

async function walk(
  entry: FileSystemEntry,
  prefix: string,
  found: Found[],
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted()
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
    for (const child of some) await walk(child, `${path}/`, found, signal)
  }
}

/** The folders of a drop with all files below them; the browser's own words for a closed folder help nobody. */
async function walkAll(entries: FileSystemEntry[], found: Found[], signal?: AbortSignal): Promise<void> {
  for (const entry of entries) {
    try {
      await walk(entry, '', found, signal)
    } catch (cause) {
      signal?.throwIfAborted()
      throw new KaryonError(
        'folder-unreadable',
        `${entry.name} cannot be read by the browser: a file or folder in it is closed to you, or went away.`,
        'Check that you may open it and that its drive is connected; or use Choose folder, which says more.',
        { cause },
      )
    }
  }
  if (found.length > 0 || entries.length === 0) return
  throw new KaryonError(
    'nothing-to-count',
    `${entries.map(({ name }) => name).join(', ')} is empty.`,
    'Drop a folder with images. Karyon reads TIFF, OME-TIFF, PNG, JPEG, WebP and BMP images.',
  )
}

/** Sends dropped files to the services, three at a time, keeping their folders. */
export async function uploadDrop(
  items: DataTransfer,
  progress?: (files: number) => void,
  signal?: AbortSignal,
): Promise<PathHandle[]> {
  const found: Found[] = []
  // Entries must be taken before the first await: the list is emptied after the event.
  const entries = [...items.items].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  const loose = [...items.files]
  await walkAll(entries, found, signal)
  if (found.length === 0) for (const file of loose) found.push({ path: file.name, file })
  const drop = crypto.randomUUID()
  const handles = new Map<string, PathHandle>()
  let sent = 0
  const queue = [...found]
  const sender = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const query = new URLSearchParams({ drop, path: next.path })
      const response = await fetch(`/drop?${query}`, { method: 'PUT', body: next.file, signal })
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
