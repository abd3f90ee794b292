import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Starts the bench's server over the runs named; `ask` sends it a word and gives its answer. */
export async function startServer(root, built, folder, runs) {
  const child = spawn(process.execPath, ['--expose-gc', built.server, folder, built.page, ...runs], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('the server of the bench has ended')
    return JSON.parse(value)
  }
  const exited = new Promise((done) => child.on('exit', done))
  const { url, runs: ids } = await answer()
  return {
    url,
    runs: ids,
    ask: (word) => {
      child.stdin.write(`${word}\n`)
      return answer()
    },
    close: async () => {
      child.stdin.end('close\n')
      await exited
    },
  }
}
