import { useEffect } from 'react'
import { useApp } from '../state/app-store'
import { drop } from '../state/count-store'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Places with a drop of their own (a model folder) mark it with data-takes-drop. */
function takenElsewhere(event: DragEvent): boolean {
  return event.target instanceof Element && event.target.closest('[data-takes-drop]') !== null
}

/** The whole window takes a drop, in every place; the drop zone shows it. */
export function useWindowDrop(): void {
  useEffect(() => {
    let depth = 0
    const set = (dragging: boolean) => useApp.setState({ dragging })
    const enter = (event: DragEvent) => {
      if (hasFiles(event) && ++depth === 1) set(true)
    }
    const leave = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) set(false)
    }
    const hold = (event: DragEvent) => {
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none'
    }
    const release = (event: DragEvent) => {
      event.preventDefault()
      depth = 0
      set(false)
      if (event.dataTransfer && hasFiles(event) && !takenElsewhere(event)) void drop(event.dataTransfer)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', hold)
    window.addEventListener('drop', release)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', hold)
      window.removeEventListener('drop', release)
    }
  }, [])
}
