import { EventEmitter } from 'node:events'
import { onStopSignals } from '@services/stop-signals'
import { expect, it } from 'vitest'

it('stops at the first signal, takes those right after it for the same, and leaves at a later one', () => {
  const source = new EventEmitter()
  const done: string[] = []
  let now = 5000
  const hear = { stop: () => done.push('stop'), leave: () => done.push('leave') }
  onStopSignals(hear, source as unknown as NodeJS.Process, () => now)
  source.emit('SIGTERM')
  source.emit('SIGTERM')
  now += 900
  source.emit('SIGINT')
  expect(done).toEqual(['stop'])
  now += 200
  source.emit('SIGINT')
  expect(done).toEqual(['stop', 'leave'])
})
