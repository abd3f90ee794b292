import { constants } from 'node:os'
import type { StartIsolated } from '@services/isolated-process'
import { utilityProcess } from 'electron'

/**
 * Electron's own processes for Node code. So the packaged executable never has to serve as a plain Node, and the
 * fuse that would let anyone use it as one is off.
 */
export const startUtilityProcess: StartIsolated = (entry) => {
  const child = utilityProcess.fork(entry, [], { stdio: 'ignore', serviceName: 'Karyon image' })
  return {
    send: (request) => child.postMessage(request),
    onReply: (listener) => void child.on('message', listener),
    onEnd: (listener) => void child.once('exit', (code) => listener(endOf(code))),
    kill: () => {
      // `child.kill()` asks; a driver that hangs does not hear it.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      else child.kill()
    },
  }
}

/** The code is the signal's number where the process was ended by one (POSIX), else what it exited with. */
function endOf(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code)?.[0]
  return process.platform !== 'win32' && signal !== undefined && code !== 1 ? signal : `exit code ${code}`
}
