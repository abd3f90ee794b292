import type { MessagePort } from 'node:worker_threads'
import { fromFailure, KaryonError } from '@core/errors'
import type { ModelManifest } from '@core/infer/manifest'
import type { Network, NetworkInput, NetworkOutput } from '@core/infer/network'
import { specialistManifest } from '@core/infer/specialist'
import type { TileReply, TileRequest } from './inference-protocol'

/** Places in `InferenceHostData.onnxPaths`. */
const [GENERAL, SPECIALIST] = [0, 1]

/** A model at the other end of a port to the inference host. */
export class PortNetwork implements Network {
  private readonly waiting = new Map<
    number,
    { resolve: (output: NetworkOutput) => void; reject: (error: unknown) => void }
  >()
  private next = 0
  private closed = false
  /** Time the host spent computing for this port, milliseconds. */
  inferenceMilliseconds = 0
  /** Sizes of all tiles run, for the bench. */
  readonly tiles: { width: number; height: number }[] = []
  readonly specialist?: Network

  constructor(
    readonly manifest: ModelManifest,
    private readonly port: MessagePort,
    private readonly beat?: Int32Array,
  ) {
    port.on('message', (reply: TileReply) => this.receive(reply))
    port.on('close', () => this.fail())
    const own = specialistManifest(manifest)
    if (own) this.specialist = { manifest: own, run: (input) => this.send(SPECIALIST, input) }
  }

  run(input: NetworkInput): Promise<NetworkOutput> {
    return this.send(GENERAL, input)
  }

  private send(network: number, { data, width, height }: NetworkInput): Promise<NetworkOutput> {
    if (this.closed) return Promise.reject(hostStopped())
    const id = this.next++
    this.tiles.push({ width, height })
    this.signOfLife()
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      const request: TileRequest = { id, network, data, width, height }
      this.port.postMessage(request, [data.buffer as ArrayBuffer])
    })
  }

  close(): void {
    this.port.close()
  }

  private signOfLife(): void {
    if (this.beat) Atomics.add(this.beat, 0, 1)
  }

  private receive(reply: TileReply): void {
    this.signOfLife()
    const waiting = this.waiting.get(reply.id)
    this.waiting.delete(reply.id)
    if ('failure' in reply) {
      waiting?.reject(fromFailure(reply.failure))
      return
    }
    this.inferenceMilliseconds += reply.milliseconds
    waiting?.resolve(reply)
  }

  private fail(): void {
    this.closed = true
    for (const { reject } of this.waiting.values()) reject(hostStopped())
    this.waiting.clear()
  }
}

function hostStopped(): KaryonError {
  return new KaryonError(
    'inference-failed',
    'The inference host stopped while it worked on this image.',
    'Resume the run: the image is read again.',
  )
}
