import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunLock } from '@services/run-lock'
import { afterAll, describe, expect, it } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'karyon-lock-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const lockOf = (name: string, pid: number) => {
  const file = join(root, name)
  writeFileSync(file, JSON.stringify({ pid, host: hostname() }))
  return file
}

describe('the lock of a results folder', () => {
  it('is held by a process that runs', () => {
    const file = lockOf('alive', process.pid)
    expect(() => RunLock.take(file)).toThrowError(expect.objectContaining({ code: 'run-in-use' }))
  })

  it('is free in a copy of a folder that this process works in, and held there when the folder was only renamed', () => {
    const file = join(root, 'open', '.karyon', 'lock')
    const lock = RunLock.take(file)
    cpSync(join(root, 'open'), join(root, 'copied'), { recursive: true })
    const copy = RunLock.take(join(root, 'copied', '.karyon', 'lock'))
    const inUse = expect.objectContaining({ code: 'run-in-use' })
    expect(() => RunLock.take(file)).toThrowError(inUse)
    expect(() => RunLock.take(join(root, 'copied', '.karyon', 'lock'))).toThrowError(inUse)
    renameSync(join(root, 'open'), join(root, 'renamed'))
    expect(() => RunLock.take(join(root, 'renamed', '.karyon', 'lock'))).toThrowError(inUse)
    lock.release()
    copy.release()
    expect(existsSync(join(root, 'copied', '.karyon', 'lock'))).toBe(false)
  })

  it.runIf(existsSync('/proc/self/stat'))(
    'is free when its holder ended and its parent has not asked how',
    async () => {
      // The shell becomes a sleeper, which never asks after the child it inherits.
      const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      try {
        const [printed] = await once(parent.stdout, 'data')
        const pid = Number(printed)
        const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0]
        await expect.poll(state, { timeout: 5000 }).toBe('Z')
        const lock = RunLock.take(lockOf('zombie', pid))
        lock.release()
      } finally {
        parent.kill()
      }
    },
  )
})
