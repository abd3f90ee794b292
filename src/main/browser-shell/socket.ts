import { packFrame } from '@shared/frame'
import type { ServicesPort } from '@shared/services-port'
import type { WebSocket } from 'ws'
import { answerBinary, answerRequest } from '../window/dispatcher'

interface Call {
  id: number
  kind: 'request' | 'binary'
  name: unknown
  args: unknown
}

function parseCall(text: string): Call | undefined {
  try {
    const call = JSON.parse(text) as Partial<Call>
    if (typeof call.id === 'number' && (call.kind === 'request' || call.kind === 'binary'))
      return call as Call
  } catch {
    // Falls through: not a call.
  }
  return undefined
}

/** Speaks the contract on one WebSocket: calls and events as JSON, buffers as frames (shared/frame.ts). */
export function serveSocket(socket: WebSocket, port: ServicesPort): void {
  const stop = port.subscribe((events) => socket.send(JSON.stringify({ events })))
  socket.on('close', stop)
  socket.on('error', stop)
  socket.on('message', async (data, isBinary) => {
    const call = isBinary ? undefined : parseCall(data.toString())
    if (!call) return socket.close(1008, 'not a call')
    if (call.kind === 'request') {
      socket.send(JSON.stringify({ id: call.id, reply: await answerRequest(port, call.name, call.args) }))
      return
    }
    const reply = await answerBinary(port, call.name, call.args)
    if (reply.ok) socket.send(packFrame({ id: call.id, meta: reply.value.meta }, reply.value.buffers))
    else socket.send(JSON.stringify({ id: call.id, reply }))
  })
}
