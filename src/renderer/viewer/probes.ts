import type { ToWorker } from './messages'

type Probe = Extract<ToWorker, { type: 'probe' }>

/** Questions for raw values that the drawing worker has not answered yet. */
export class Probes {
  private readonly waiting = new Map<number, (values: number[] | undefined) => void>()
  private turn = 0

  constructor(private readonly send: (message: Probe) => void) {}

  ask(place: Omit<Probe, 'type' | 'turn'>): Promise<number[] | undefined> {
    const turn = ++this.turn
    return new Promise((resolve) => {
      this.waiting.set(turn, resolve)
      this.send({ type: 'probe', ...place, turn })
    })
  }

  answer(turn: number, values: number[] | undefined): void {
    this.waiting.get(turn)?.(values)
    this.waiting.delete(turn)
  }
}
