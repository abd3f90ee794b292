import type { AppEvent, Reply } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'
import { contextBridge, ipcRenderer, webUtils } from 'electron'

/**
 * The only bridge between page and services. It forwards calls by name (they are checked in the main
 * process) and turns a real drop into handles; the page itself never supplies a path.
 */

interface FileWithPath extends File {
  readonly path?: string
}

/** Before Electron 32 a dropped file carries its own path. */
function pathOf(file: FileWithPath): string {
  return typeof webUtils?.getPathForFile === 'function' ? webUtils.getPathForFile(file) : (file.path ?? '')
}

let lastDrop: Promise<PathHandle[]> = Promise.resolve([])

window.addEventListener(
  'drop',
  (event) => {
    if (!event.isTrusted) return
    const paths = [...(event.dataTransfer?.files ?? [])].map(pathOf).filter((path) => path !== '')
    lastDrop = ipcRenderer.invoke('karyon:open', paths)
  },
  true,
)

// Pixels go to the page on a port of their own, so that they are not copied once more by the bridge.
ipcRenderer.on('karyon:port', (event) => {
  window.postMessage('karyon:port', window.location.origin, event.ports)
})

contextBridge.exposeInMainWorld(
  'karyon',
  Object.freeze({
    request: (name: string, args: object): Promise<Reply<unknown>> =>
      ipcRenderer.invoke('karyon:request', name, args),
    takeDropped: (): Promise<PathHandle[]> => lastDrop,
    connectPixels: (): void => ipcRenderer.send('karyon:connect'),
    onEvents: (listener: (events: AppEvent[]) => void): void => {
      ipcRenderer.on('karyon:events', (_event, events: AppEvent[]) => listener(events))
    },
  }),
)
