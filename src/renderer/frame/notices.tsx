import { putAway, takeOffer, useApp } from '../state/app-store'
import { NoticeBox } from '../ui/small'

/** Things the user has to know that belong to no one place. They stay until they are put away. */
export function Notices() {
  const notices = useApp((state) => state.notices)
  if (notices.length === 0) return null
  return (
    <aside className="notices" aria-label="Notices">
      {notices.map((notice) => (
        <NoticeBox
          key={notice.id}
          tone={notice.tone}
          actions={
            <button type="button" className="btn btn--small" onClick={() => putAway(notice.id)}>
              Understood
            </button>
          }
        >
          <b>{notice.message}</b> {notice.remedy}
        </NoticeBox>
      ))}
    </aside>
  )
}

export function ToastLine() {
  const toast = useApp((state) => state.toast)
  return (
    <div className="toasts" role="status">
      {toast && (
        <div className="toast">
          <span>{toast.text}</span>
          {toast.action && (
            <button type="button" className="btn btn--quiet btn--small" onClick={() => takeOffer(toast)}>
              {toast.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
