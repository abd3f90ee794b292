import { useEffect } from 'react'
import { go } from '../state/address'
import { useApp } from '../state/app-store'
import { choose } from '../state/count-store'
import { PLACES } from './rail'

/** Keys that controls which are no fields take for themselves. */
const OWN_KEYS: Record<string, RegExp> = {
  checkbox: /^ $/,
  radio: /^( |Arrow\w+)$/,
  range: /^(Arrow\w+|Home|End|Page(Up|Down))$/,
}

/** Typing in a field, or a key that the control with the focus needs, must never trigger a key of the page. */
export function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  const own = target instanceof HTMLInputElement ? OWN_KEYS[target.type] : undefined
  if (own) return own.test(key)
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** F6 goes round the regions of the page, Shift F6 back; each region's first control takes the focus. */
function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  const now = regions.findIndex((region) => region.contains(document.activeElement))
  for (let step = 1; step <= regions.length; step++) {
    const at = (now + (back ? -step : step) + regions.length * 2) % regions.length
    const target = regions[at]?.querySelector<HTMLElement>(
      '[aria-current="page"], [tabindex="0"], button:not([disabled]), a[href], input, select',
    )
    if (target) {
      target.focus()
      return
    }
  }
}

/** Keys that work in every place. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const control = event.ctrlKey || event.metaKey
      const key = event.key.toLowerCase()
      if (event.key === 'F6') nextRegion(event.shiftKey)
      else if (control && key === 'k') useApp.setState({ dialog: 'find' })
      else if (control && key === 'o') void choose('folder')
      else if (control && key === 'i' && !event.shiftKey) void choose('images')
      else if (event.altKey && /^[1-9]$/.test(event.key)) {
        const place = PLACES[Number(event.key) - 1]
        if (!place) return
        go(place.route)
      } else if (event.key === '?' && !isTyping(event)) useApp.setState({ dialog: 'keys' })
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
