import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { fromFailure, KaryonError } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import { hostEntry } from '../hosts/entry'
import type { HostEvent, InferenceHostData } from '../hosts/inference-protocol'
import { PortNetwork } from '../hosts/port-network'

/** A model loaded on one device, in a thread of its own. */
export class InferenceHost {
  private constructor(
    readonly model: Model,
    readonly provider: string,
    readonly threads: number,
    private readonly worker: Worker,
  ) {}

  /** @throws KaryonError `device-unavailable` when the provider does not take the model. */
  static start(model: Model, provider: string, threads: number): Promise<InferenceHost> {
    const workerData: InferenceHostData = {
      onnxPath: join(model.folder, 'model.onnx'),
      inputName: model.manifest.input.name,
      provider,
      threads,
    }
    const worker = new Worker(hostEntry('inference-host'), { workerData })
    return new Promise((resolve, reject) => {
      worker.once('message', (event: HostEvent) => {
        if (event.type === 'ready') resolve(new InferenceHost(model, provider, threads, worker))
        else {
          void worker.terminate()
          reject(fromFailure(event.failure))
        }
      })
      worker.once('error', (cause) => {
        reject(
          new KaryonError(
            'device-unavailable',
            `The inference host did not start: ${cause.message}`,
            'Install Karyon again; if it still fails, report it.',
            { cause },
          ),
        )
      })
    })
  }

  /** A port for an image worker; requests of all ports are served in the order they come. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    this.worker.postMessage({ type: 'connect', port: port1 }, [port1])
    return port2
  }

  /** The network for use on this thread (self-test, bench). */
  network(): PortNetwork {
    return new PortNetwork(this.model.manifest, this.connect())
  }

  async stop(): Promise<void> {
    await this.worker.terminate()
  }
}
