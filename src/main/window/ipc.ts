import { KaryonError, toFailure } from '@core/errors'
import type { PathHandle } from '@shared/path-handle'
import type { ServicesPort } from '@shared/services-port'
import { ipcMain, MessageChannelMain, type WebFrameMain } from 'electron'
import { answerBinary, answerRequest } from './dispatcher'
import { isOurPage } from './security'

interface BinaryCall {
  id: number
  name: unknown
  args: unknown
}

function checkSender(frame: WebFrameMain | null): void {
  if (!isOurPage(frame?.url) || frame?.parent) {
    throw new KaryonError(
      'usage',
      'A page that is not Karyon’s own asked for something.',
      'Start Karyon again.',
    )
  }
}

/**
 * The contract over Electron's messages: calls on the main channel, pixels on a port of their own.
 *
 * @param onReady called each time a page has begun to listen for events (it then asks for `app.info`).
 */
export function serveIpc(port: ServicesPort, onReady: () => void): void {
  ipcMain.handle('karyon:request', (event, name: unknown, args: unknown) => {
    try {
      checkSender(event.senderFrame)
    } catch (error) {
      return { ok: false, failure: toFailure(error) }
    }
    if (name === 'app.info') setImmediate(onReady)
    return answerRequest(port, name, args)
  })
  ipcMain.handle('karyon:open', (event, paths: unknown): Promise<PathHandle[]> => {
    checkSender(event.senderFrame)
    const all = Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : []
    return port.open(all)
  })
  ipcMain.on('karyon:connect', (event) => {
    checkSender(event.senderFrame)
    const { port1, port2 } = new MessageChannelMain()
    port1.on('message', async ({ data }) => {
      const call = data as BinaryCall
      const reply = await answerBinary(port, call.name, call.args)
      port1.postMessage({ id: call.id, reply })
    })
    port1.start()
    event.senderFrame?.postMessage('karyon:port', null, [port2])
  })
}
