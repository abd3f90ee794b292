import { parentPort, workerData } from 'node:worker_threads'
import { KaryonError, toFailure } from '@core/errors'
import type { FromEvaluateWorker, ToEvaluateWorker } from '../services/evaluate/messages'
import { type Binary, EvaluateSessions } from '../services/evaluate/sessions'

/** Evaluate and Compare in a thread of their own: decoding, matching and drawing never hold the window. */

const say = (message: FromEvaluateWorker, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)

const sessions = new EvaluateSessions((workerData as { version: string }).version, (event) => say({ event }))

const calls: Record<string, (args: never) => Promise<unknown>> = {
  preview: (args) => sessions.preview(args),
  run: (args) => sessions.run(args),
  compare: (args) => sessions.compare(args),
  errors: (args) => sessions.errors(args),
  attachedErrors: (args) => sessions.attachedErrors(args),
  map: (args) => sessions.map(args),
  outlines: (args) => sessions.outlines(args),
  export: (args) => sessions.export(args),
}

parentPort?.on('message', async ({ call, cancel }: ToEvaluateWorker) => {
  if (cancel) sessions.cancel()
  if (!call) return
  try {
    const work = Object.hasOwn(calls, call.name) ? calls[call.name] : undefined
    if (!work) throw new KaryonError('internal', `Unknown work: ${call.name}.`, 'Start Karyon again.')
    const value = await work(call.args as never)
    const buffers = (value as Partial<Binary>)?.buffers ?? []
    say({ answer: { id: call.id, value } }, buffers)
  } catch (error) {
    say({ answer: { id: call.id, failure: toFailure(error) } })
  }
})
