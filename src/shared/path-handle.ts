/** A file or folder the user opened. The window names it by `id` only; `path` is for reading. */
export interface PathHandle {
  id: string
  name: string
  kind: 'folder' | 'file'
  path: string
}
