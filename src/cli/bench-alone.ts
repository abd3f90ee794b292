import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { TileReply, TileRequest } from '../main/hosts/inference-protocol'
import type { CountRequest } from '../main/services/counter'
import { ImagePool } from '../main/services/image-pool'
import type { InferenceHost } from '../main/services/inference'

/** Times each image is worked through; the first rounds compile the code, the fastest of the others counts. */
const ROUNDS = 6
const COMPILING = 2

/**
 * Milliseconds of one core that everything but inference takes, a stage at a time, mean over images: each image is
 * worked through by one thread as in a run, while nothing else runs and the network's answers come from memory. By
 * the clock of a run itself the same work takes longer, because the network uses the same cores.
 *
 * @param requests images of one session, small enough that their maps fit the memory together.
 */
export async function aloneMilliseconds(
  requests: readonly CountRequest[],
  host: InferenceHost,
  folder: string,
): Promise<Record<string, number>> {
  const { manifest } = host.model
  const pool = new ImagePool(1)
  const sums: Record<string, number> = {}
  try {
    for (const [index, request] of requests.entries()) {
      const task = { ...request, manifest, labelsPath: join(folder, `alone-${index}.tif`) }
      const answers = new Map<number, TileReply>()
      await pool.run(task, recording(host, answers))
      let best: Record<string, number> | undefined
      for (let round = 0; round < ROUNDS; round++) {
        const result = await pool.run(task, replaying(answers))
        if (result.kind !== 'counted') throw new Error(`the bench could not count image ${index}`)
        const stages = withoutInference(result.stages)
        if (round >= COMPILING && (!best || total(stages) < total(best))) best = stages
      }
      for (const [stage, ms] of Object.entries(best!)) sums[stage] = (sums[stage] ?? 0) + ms
    }
  } finally {
    await pool.close()
  }
  return Object.fromEntries(Object.entries(sums).map(([stage, ms]) => [stage, ms / requests.length]))
}

/** Leaves out what is inference or waiting for it. */
export function withoutInference(stages: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(stages).filter(([stage]) => stage !== 'inference' && !stage.startsWith('wait')),
  )
}

export function total(stages: Readonly<Record<string, number>>): number {
  return Object.values(stages).reduce((sum, ms) => sum + ms, 0)
}

/** A port to the host that keeps a copy of every answer. */
function recording(host: InferenceHost, answers: Map<number, TileReply>): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const beyond = host.connect()
  port1.on('message', (request: TileRequest) =>
    beyond.postMessage(request, [request.data.buffer as ArrayBuffer]),
  )
  beyond.on('message', (reply: TileReply) => {
    answers.set(reply.id, structuredClone(reply))
    port1.postMessage(reply)
  })
  port1.on('close', () => beyond.close())
  return port2
}

/** A port that answers as before: an image asks for the same tiles in the same order. */
function replaying(answers: ReadonlyMap<number, TileReply>): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', ({ id }: TileRequest) => port1.postMessage(structuredClone(answers.get(id))))
  return port2
}
