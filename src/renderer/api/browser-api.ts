import { fromFailure, KaryonError } from '@core/errors'
import type {
  Api,
  AppEvent,
  Args,
  BinaryArgs,
  BinaryName,
  BinaryResult,
  Reply,
  RequestName,
  Result,
} from '@shared/contract'
import { FrameReader } from '@shared/frame'
import { uploadDrop } from './upload-drop'

interface Call {
  resolve(value: unknown): void
  reject(error: unknown): void
}

const gone = () =>
  new KaryonError(
    'internal',
    'The connection to Karyon was lost.',
    'Start Karyon again; a run in progress is kept.',
  )

/** The contract over the loopback WebSocket. Reconnects by itself while the server is there. */
export async function browserApi(): Promise<Api> {
  const calls = new Map<number, Call>()
  const frames = new FrameReader()
  const events = new Set<(events: AppEvent[]) => void>()
  const connections = new Set<(connected: boolean) => void>()
  let next = 1
  let socket: WebSocket
  let connected = false

  const settle = (id: number, reply: Reply<unknown>) => {
    const call = calls.get(id)
    calls.delete(id)
    if (reply.ok) call?.resolve(reply.value)
    else call?.reject(fromFailure(reply.failure))
  }
  const receive = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data !== 'string') {
      const { id, meta, buffers, more } = frames.read(data)
      if (more) socket.send(JSON.stringify({ id, kind: 'more' }))
      else settle(id, { ok: true, value: { meta, buffers } })
      return
    }
    const message = JSON.parse(data) as { id: number; reply: Reply<unknown> } | { events: AppEvent[] }
    if ('events' in message) for (const listener of events) listener(message.events)
    else settle(message.id, message.reply)
  }
  const tell = (state: boolean) => {
    connected = state
    for (const listener of connections) listener(state)
  }
  const connect = () =>
    new Promise<void>((done, fail) => {
      socket = new WebSocket(`ws://${window.location.host}/socket`)
      socket.binaryType = 'arraybuffer'
      socket.onmessage = receive
      socket.onopen = () => {
        tell(true)
        done()
      }
      socket.onclose = () => {
        for (const call of calls.values()) call.reject(gone())
        calls.clear()
        frames.clear()
        if (connected) tell(false)
        fail(gone())
        setTimeout(() => connect().catch(() => undefined), 1000)
      }
    })
  await connect()

  const send = (kind: 'request' | 'binary', name: string, args: object) =>
    new Promise<unknown>((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) return reject(gone())
      const id = next++
      calls.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, kind, name, args }))
    })

  return {
    shell: 'browser',
    request: <K extends RequestName>(name: K, args: Args<K>) =>
      send('request', name, args) as Promise<Result<K>>,
    binary: <K extends BinaryName>(name: K, args: BinaryArgs<K>) =>
      send('binary', name, args) as Promise<BinaryResult<K>>,
    dropped: uploadDrop,
    on(listener) {
      events.add(listener)
      return () => events.delete(listener)
    },
    onConnection(listener) {
      connections.add(listener)
      listener(connected)
      return () => connections.delete(listener)
    },
  }
}
