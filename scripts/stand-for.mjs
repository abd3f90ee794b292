import { constants } from 'node:os'

/**
 * This process stands for `child`: who ends it ends the child, and it ends when the child has, with the child's code
 * (128 and the signal's number where a signal ended it). `kill`, a scheduler or a service manager tells only this
 * process, so it is passed on. Ctrl C is not: a terminal tells all its processes, and Electron takes a second one for
 * "at once".
 */
export function standFor(child) {
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`${child.spawnfile} cannot be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
