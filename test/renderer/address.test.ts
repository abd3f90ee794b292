import { beforeEach, describe, expect, it, vi } from 'vitest'

/** As much of a window as the address needs; like a browser it tells of a new address in a task of its own. */
function fakeWindow(hash: string) {
  const listeners: (() => void)[] = []
  let address = hash
  const tell = () =>
    setTimeout(() => {
      for (const listener of listeners) listener()
    })
  return {
    location: {
      get hash() {
        return address
      },
      set hash(next: string) {
        if (next === address) return
        address = next
        tell()
      },
    },
    addEventListener: (_: 'hashchange', listener: () => void) => listeners.push(listener),
  }
}

async function open(hash: string) {
  const window = fakeWindow(hash)
  vi.stubGlobal('window', window)
  vi.resetModules()
  const { useApp } = await import('../../src/renderer/state/app-store')
  const { followAddress, go } = await import('../../src/renderer/state/address')
  followAddress()
  const places: string[] = []
  useApp.subscribe(({ route }, before) => route !== before.route && places.push(route.place))
  return { window, go, places, place: () => useApp.getState().route.place }
}

const told = () => new Promise((done) => setTimeout(done, 5))

describe('where the user is', () => {
  beforeEach(() => vi.unstubAllGlobals())

  it('changes at once, and is drawn once for it', async () => {
    const { window, go, places, place } = await open('#/count')
    go({ place: 'settings' })
    expect([place(), window.location.hash]).toEqual(['settings', '#/settings'])
    await told()
    expect(places).toEqual(['settings'])
  })

  it('is not drawn again for going where one is', async () => {
    const { go, places } = await open('#/devices')
    go({ place: 'devices' })
    await told()
    expect(places).toEqual([])
  })

  it('follows the address when it changes by itself: Back, a link', async () => {
    const { window, go, places } = await open('#/count')
    go({ place: 'help' })
    await told()
    window.location.hash = '#/review'
    await told()
    expect(places).toEqual(['help', 'review'])
  })
})
