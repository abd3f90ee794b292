import { type ReactNode, useEffect, useRef } from 'react'
import { useApp } from '../state/app-store'

export function closeDialog(): void {
  useApp.setState({ dialog: undefined, choosing: undefined })
}

/** A native modal dialog: focus stays inside, Escape closes, and focus returns where it was. */
export function ModalDialog({
  label,
  className,
  children,
  onClose = closeDialog,
}: {
  label: string
  className?: string
  children: ReactNode
  onClose?(): void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={className ? `dialog ${className}` : 'dialog'}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
        event.stopPropagation()
      }}
    >
      {children}
    </dialog>
  )
}
