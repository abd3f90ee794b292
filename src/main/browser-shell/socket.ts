import { packFrames } from '@shared/frame'
import type { ServicesPort } from '@shared/services-port'
import type { WebSocket } from 'ws'
import { answerBinary, answerRequest } from '../window/dispatcher'

interface Call {
  id: number
  /** `more` asks for the next frame of the binary answer to call `id`. */
  kind: 'request' | 'binary' | 'more'
  name: unknown
  args: unknown
}

const KINDS: readonly unknown[] = ['request', 'binary', 'more'] satisfies Call['kind'][]

function parseCall(text: string): Call | undefined {
  try {
    const call = JSON.parse(text) as Partial<Call>
    if (typeof call.id === 'number' && KINDS.includes(call.kind)) return call as Call
  } catch {
    // Falls through: not a call.
  }
  return undefined
}

/**
 * Speaks the contract on one WebSocket: calls and events as JSON, buffers as frames (shared/frame.ts). The page asks
 * for each frame after the first, so that they never come faster than it takes them.
 */
export function serveSocket(socket: WebSocket, port: ServicesPort): void {
  const stop = port.subscribe((events) => socket.send(JSON.stringify({ events })))
  const open = new Map<number, Iterator<Uint8Array>>()
  const sendNext = (id: number) => {
    const { value, done } = open.get(id)?.next() ?? { done: true }
    if (done) open.delete(id)
    else socket.send(value)
  }
  socket.on('close', stop)
  socket.on('error', stop)
  socket.on('message', async (data, isBinary) => {
    const call = isBinary ? undefined : parseCall(data.toString())
    if (!call) return socket.close(1008, 'not a call')
    const { id, kind, name, args } = call
    if (kind === 'more') return sendNext(id)
    if (kind === 'request') {
      socket.send(JSON.stringify({ id, reply: await answerRequest(port, name, args) }))
      return
    }
    const reply = await answerBinary(port, name, args)
    if (!reply.ok) return socket.send(JSON.stringify({ id, reply }))
    open.set(id, packFrames(id, reply.value.meta, reply.value.buffers))
    sendNext(id)
  })
}
