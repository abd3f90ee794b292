import { type FocusEvent, useEffect, useRef } from 'react'

const CONTROL = 'a[href], button:not([disabled]), input:not([disabled]), select, [tabindex="0"]'

/**
 * Keeps the focus in an element whose controls come and go: when the one that had it goes, the focus would fall to the
 * page; it moves to the control nearest to where that one was. To be spread over the element.
 */
export function useKeptFocus<T extends HTMLElement>() {
  const box = useRef<T>(null)
  /** The control with the focus and what it stands in, up to the box. */
  const path = useRef<Element[]>([])
  useEffect(() => {
    const root = box.current
    if (!root) return
    const observer = new MutationObserver(() => {
      const [control, ...around] = path.current
      if (!control || control.isConnected) return
      path.current = []
      // Whoever removed it may have said where the focus goes.
      if (document.activeElement !== document.body) return
      const left = around.filter((element) => element.isConnected)
      for (const element of left) {
        const next = element.matches(CONTROL) ? element : element.querySelector(CONTROL)
        if (next instanceof HTMLElement) return next.focus()
      }
    })
    observer.observe(root, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [])
  return {
    ref: box,
    onFocus({ target }: FocusEvent) {
      const around: Element[] = []
      for (let at: Element | null = target; at && at !== box.current; at = at.parentElement) around.push(at)
      if (box.current) around.push(box.current)
      path.current = around
    },
    onBlur({ target }: FocusEvent) {
      // It keeps the focus while another window has it.
      if (document.activeElement !== target) path.current = []
    },
  }
}
