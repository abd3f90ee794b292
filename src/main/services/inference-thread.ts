import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { fromFailure, KaryonError } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import { hostEntry } from '../hosts/entry'
import type { HostEvent, HostRequest, InferenceHostData } from '../hosts/inference-protocol'

/** A driver may never come back; what waits for it goes on after this. */
const START_MS = 60_000
const STOP_MS = 30_000

/** What a host needs of a model. */
export type HostedModel = Pick<Model, 'folder' | 'manifest'>

/** A model loaded on one device, in a thread of its own: one network that does one tile at a time. */
export class InferenceThread {
  private ended_ = false
  /** Ports that are open. */
  private connected_ = 0

  private constructor(private readonly worker: Worker) {
    worker.once('exit', () => {
      this.ended_ = true
    })
    worker.on('message', (event: HostEvent) => {
      if (event.type === 'disconnected') this.connected_--
    })
  }

  /** @throws KaryonError `device-unavailable` when the provider does not take the model, or not in time. */
  static async start(model: HostedModel, provider: string, threads: number): Promise<InferenceThread> {
    const workerData: InferenceHostData = {
      onnxPaths: onnxFiles(model),
      inputName: model.manifest.input.name,
      outputName: model.manifest.outputs[0].name,
      provider,
      threads,
    }
    const worker = new Worker(hostEntry('inference-host'), { workerData })
    let late: NodeJS.Timeout | undefined
    try {
      return await new Promise((resolve, reject) => {
        worker.once('message', (event: HostEvent) => {
          if (event.type === 'ready') resolve(new InferenceThread(worker))
          else if (event.type === 'failed') reject(fromFailure(event.failure))
        })
        worker.once('error', (cause) => reject(notStarted(cause.message, cause)))
        worker.once('exit', (code) => reject(notStarted(`its thread ended with code ${code}`)))
        late = setTimeout(() => reject(notStarted('the device did not answer within a minute')), START_MS)
      })
    } catch (error) {
      // It has failed to load, or hangs in a driver and is past ending.
      worker.unref()
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  /** True once its thread is gone: nothing sent to it is answered any more. */
  get ended(): boolean {
    return this.ended_
  }

  /** Calls `then` when the thread ends, however it does. */
  onEnd(then: () => void): void {
    this.worker.once('exit', then)
  }

  /** Images it serves. */
  get connected(): number {
    return this.connected_
  }

  /** A port for an image worker; requests of all ports are served in the order they come. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    if (this.ended_) port1.close()
    else {
      this.connected_++
      this.worker.postMessage({ type: 'connect', port: port1 }, [port1])
    }
    return port2
  }

  /**
   * Ends the thread after the tile it is at. It is never ended by force: a runtime stopped in the middle of a
   * tile takes the whole process down.
   */
  async stop(): Promise<void> {
    if (this.ended_) return
    const ended = new Promise((resolve) => this.worker.once('exit', resolve))
    this.worker.postMessage({ type: 'stop' } satisfies HostRequest)
    await Promise.race([ended, wait(STOP_MS, undefined, { ref: false })])
  }
}

/** A model's networks, in the order that tiles name them by: its own, and the one for one look. */
export function onnxFiles({ folder, manifest }: HostedModel): string[] {
  const files = ['model.onnx', ...(manifest.specialist ? [manifest.specialist.file] : [])]
  return files.map((file) => join(folder, file))
}

function notStarted(why: string, cause?: unknown): KaryonError {
  return new KaryonError(
    'device-unavailable',
    `The inference host did not start: ${why}.`,
    'Install Karyon again; if it still fails, report it.',
    { cause },
  )
}
