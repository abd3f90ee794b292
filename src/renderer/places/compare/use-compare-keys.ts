import { type RefObject, useEffect } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { useApp } from '../../state/app-store'
import type { FieldPair } from './compare-logic'
import { blink, swap, useCompare } from './compare-store'

export function useCompareKeys(
  now: RefObject<{ pairs: FieldPair[]; image: number; count: number }>,
  whole: () => void,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return
      if (useApp.getState().dialog) return
      if (event.target instanceof Element && event.target.closest('[role="menu"], dialog')) return
      const { pairs: all, image: shown, count } = now.current
      const step = (by: number) => {
        const at = all.findIndex((p) => p.image === shown)
        const next = all[Math.max(0, Math.min(all.length - 1, at + by))]
        if (next) useCompare.setState({ image: next.image, difference: undefined })
      }
      const { difference: d, linked: both } = useCompare.getState()
      const key = event.key.toLowerCase()
      if (key === 'n' && count > 0) {
        const by = event.shiftKey ? -1 : 1
        useCompare.setState({
          difference: d === undefined ? (by > 0 ? 0 : count - 1) : (d + by + count) % count,
        })
      } else if (key === 'b') blink()
      else if (key === 'l') useCompare.setState({ linked: !both })
      else if (key === 'x') swap()
      else if (key === 'arrowright') step(1)
      else if (key === 'arrowleft') step(-1)
      else if (key === 'f') whole()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [now, whole])
}
