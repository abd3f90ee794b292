import type { AppEvent, Prefs } from '@shared/contract'
import { DEFAULT_PREFS } from '@shared/defaults'
import { afterEach, describe, expect, it, vi } from 'vitest'

/** The stores over services that answer `prefs.set` in order, but only when told to. */
async function open() {
  vi.stubGlobal('window', { location: { hash: '' }, addEventListener: () => undefined })
  vi.resetModules()
  const { startStores } = await import('../../src/renderer/state/start')
  const { setPrefs, useApp } = await import('../../src/renderer/state/app-store')
  const waiting: (() => void)[] = []
  let kept: Prefs = DEFAULT_PREFS
  let listener: (events: AppEvent[]) => void = () => undefined
  const request = async (name: string, change: Partial<Prefs>) => {
    if (name === 'app.info') return { notices: [] }
    if (name === 'prefs.get') return kept
    if (name !== 'prefs.set') return []
    kept = { ...kept, ...change }
    const answer = kept
    await new Promise<void>((done) => waiting.push(done))
    return answer
  }
  await startStores({
    request,
    on: (given: typeof listener) => {
      listener = given
    },
    onConnection: () => undefined,
  } as never)
  return {
    setPrefs,
    shown: () => useApp.getState().prefs.checkBelow,
    tell: (checkBelow: number) => listener([{ type: 'prefs', prefs: { ...kept, checkBelow } }]),
    answerOne: async () => {
      waiting.shift()?.()
      await new Promise((done) => setTimeout(done, 1))
    },
    waiting,
  }
}

describe('settings on the page', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('lose no step of a slider to answers and events that are older', async () => {
    const { setPrefs, shown, tell, answerOne, waiting } = await open()
    const first = shown()
    for (let press = 1; press <= 20; press++) {
      void setPrefs({ checkBelow: shown() - 0.01 })
      if (press < 4) continue
      await answerOne()
      tell(first - 0.01 * (press - 3))
    }
    expect(shown()).toBeCloseTo(first - 0.2)
    while (waiting.length > 0) await answerOne()
    expect(shown()).toBeCloseTo(first - 0.2)
  })

  it('follow another window once nothing of their own is under way', async () => {
    const { setPrefs, shown, tell, answerOne } = await open()
    void setPrefs({ checkBelow: 0.5 })
    tell(0.6)
    expect(shown()).toBe(0.5)
    await answerOne()
    tell(0.6)
    expect(shown()).toBe(0.6)
  })
})
