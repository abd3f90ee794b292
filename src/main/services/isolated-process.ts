import { fork } from 'node:child_process'
import type { IsolatedReply, IsolatedRequest } from '../hosts/isolated'

/** A process that serves one request (`hosts/isolated`). */
export interface IsolatedProcess {
  send(request: IsolatedRequest): void
  onReply(listener: (reply: IsolatedReply) => void): void
  /** Once, however it ends; `ended` says how, as 'SIGKILL' or 'exit code 1'. */
  onEnd(listener: (ended: string) => void): void
  /** At once, whatever it is doing. */
  kill(): void
}

/** Starts the built file `entry` as a process of its own. */
export type StartIsolated = (entry: string) => IsolatedProcess

const startWithNode: StartIsolated = (entry) => {
  const child = fork(entry, { serialization: 'advanced', stdio: 'ignore' })
  return {
    // Its exit, which follows when this fails, says why.
    send: (request) => void child.send(request, () => undefined),
    onReply: (listener) => void child.on('message', (message) => listener(message as IsolatedReply)),
    onEnd: (listener) => {
      child.once('error', (error) => listener(error.message))
      child.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

let start = startWithNode

export const startIsolated: StartIsolated = (entry) => start(entry)

/** The desktop app's executable is no Node, so its composition root gives another way. */
export function startIsolatedWith(starter: StartIsolated): void {
  start = starter
}
