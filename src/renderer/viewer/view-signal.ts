import { useSyncExternalStore } from 'react'
import type { View } from './view'

/**
 * What the stage looks at, told once a frame. The page around the stage is not drawn anew when it pans; only
 * what names this signal is.
 */
export class ViewSignal {
  private now: View | undefined
  private readonly listeners = new Set<() => void>()

  readonly get = (): View | undefined => this.now

  set(view: View): void {
    this.now = view
    for (const listener of this.listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

/** The stage's view, or what `pick` takes of it; drawn anew only when that changes. */
export function useView(signal: ViewSignal): View | undefined
export function useView<T extends string | number | boolean | undefined>(
  signal: ViewSignal,
  pick: (view: View | undefined) => T,
): T
export function useView(
  signal: ViewSignal,
  pick: (view: View | undefined) => unknown = (view) => view,
): unknown {
  return useSyncExternalStore(signal.subscribe, () => pick(signal.get()))
}
