import type { MessagePort } from 'node:worker_threads'
import { PortNetwork } from '../hosts/port-network'
import { type HostedModel, InferenceThread } from './inference-thread'

/**
 * A model loaded on one device: one network, or several side by side, each in a thread of its own. An image is served
 * by one of them. On a CPU two networks of one thread each do more tiles a second than one of two threads
 * (docs/decisions/inference.md); every network gives the same values.
 */
export class InferenceHost {
  private ended_ = false

  private constructor(
    readonly model: HostedModel,
    readonly provider: string,
    /** The one that was connected longest ago first. */
    private readonly networks: InferenceThread[],
  ) {
    for (const network of networks) network.onEnd(() => this.endAll())
  }

  /**
   * @param threads processor threads of each network.
   * @throws KaryonError `device-unavailable` when the provider does not take the model, or not in time. When some of
   * the networks start, those serve.
   */
  static async start(
    model: HostedModel,
    provider: string,
    threads: number,
    networks = 1,
  ): Promise<InferenceHost> {
    const starting = Array.from({ length: networks }, () => InferenceThread.start(model, provider, threads))
    const settled = await Promise.allSettled(starting)
    const started = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (started.length === 0) throw (settled[0] as PromiseRejectedResult).reason
    return new InferenceHost(model, provider, started)
  }

  /** True once one of its networks is gone: nothing new is to be asked of it. */
  get ended(): boolean {
    return this.ended_
  }

  /** A port for an image worker, to the network that serves the fewest images. */
  connect(): MessagePort {
    const { networks } = this
    let at = 0
    for (let i = 1; i < networks.length; i++) if (networks[i].connected < networks[at].connected) at = i
    const [network] = networks.splice(at, 1)
    networks.push(network)
    return network.connect()
  }

  /** The network for use on this thread (self-test, bench). */
  network(): PortNetwork {
    return new PortNetwork(this.model.manifest, this.connect())
  }

  /**
   * Ends the networks, each after the tile it is at. They are never ended by force: a runtime stopped in the middle of a
   * tile takes the whole process down.
   */
  async stop(): Promise<void> {
    await Promise.all(this.networks.map((network) => network.stop()))
  }

  /** What one of them serves must be asked again elsewhere, so the others are not kept for long. */
  private endAll(): void {
    this.ended_ = true
    void this.stop()
  }
}
