import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Failure } from '@core/errors'
import * as ort from 'onnxruntime-node'
import type { HostEvent, HostRequest, InferenceHostData, TileReply, TileRequest } from './inference-protocol'

/**
 * The only place where a network runs. `session.run` blocks its thread, so each copy of a model has one of its own;
 * image workers talk to it over ports, first come first served.
 */
async function main(): Promise<void> {
  const { onnxPaths, inputName, outputName, provider, threads } = workerData as InferenceHostData
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    // Threads that wait busily for the next tile take the cores from decoding and measuring.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
  const sessions: ort.InferenceSession[] = []
  for (const path of onnxPaths) sessions.push(await ort.InferenceSession.create(path, options))
  let last: Promise<void> = Promise.resolve()
  let stopping = false
  const serve = (port: MessagePort) => {
    port.on('message', (request: TileRequest) => {
      const session = sessions[request.network]
      last = last.then(() => (stopping ? undefined : runTile(session, inputName, outputName, request, port)))
    })
    port.on('close', () => tell({ type: 'disconnected' }))
  }
  parentPort!.on('message', (request: HostRequest) => {
    if (request.type === 'connect') serve(request.port)
    else {
      stopping = true
      void last
        .then(() => Promise.all(sessions.map((session) => session.release())))
        .finally(() => process.exit(0))
    }
  })
  tell({ type: 'ready' })
}

async function runTile(
  session: ort.InferenceSession,
  inputName: string,
  outputName: string,
  { id, data, width, height }: TileRequest,
  port: MessagePort,
): Promise<void> {
  const start = performance.now()
  try {
    const input = new ort.Tensor('float32', data, [1, 3, height, width])
    const { [outputName]: maps } = await session.run({ [inputName]: input }, [outputName])
    const out = maps.data as Float32Array
    const reply: TileReply = {
      id,
      data: out,
      channels: maps.dims[1],
      width: maps.dims[3],
      height: maps.dims[2],
      milliseconds: performance.now() - start,
    }
    port.postMessage(reply, [out.buffer as ArrayBuffer])
  } catch (error) {
    port.postMessage({ id, failure: inferenceFailure(error, width, height) } satisfies TileReply)
  }
}

/** Runtime messages differ by provider; what they have in common is that memory is spoken of. */
const OUT_OF_MEMORY =
  /alloc|out of memory|outofmemory|not enough memory|OOM|8007000E|887A0005|insufficient memory/i

export function inferenceFailure(error: unknown, width: number, height: number): Failure {
  const words = error instanceof Error ? error.message : String(error)
  if (OUT_OF_MEMORY.test(words)) {
    return {
      code: 'out-of-memory',
      message: `A tile of ${width} × ${height} px did not fit the device's memory.`,
      remedy:
        'Karyon tries smaller tiles, then the CPU. Close other programs that use the GPU to keep it fast.',
    }
  }
  return {
    code: 'inference-failed',
    message: `The network could not be run on a tile of ${width} × ${height} px: ${words}`,
    remedy: 'Run again with --device cpu; if it still fails, report it with the file.',
  }
}

function tell(event: HostEvent): void {
  parentPort!.postMessage(event)
}

main().catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error)
  parentPort!.unref()
  tell({
    type: 'failed',
    failure: {
      code: 'device-unavailable',
      message: `The network cannot be loaded on this device: ${words.split('\n')[0]}`,
      remedy: 'The CPU is used instead; update the graphics driver to use the GPU.',
    },
  })
})
