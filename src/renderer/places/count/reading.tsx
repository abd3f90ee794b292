import { useEffect, useRef, useState } from 'react'
import { int, many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { type CountStep, dismiss } from '../../state/count-store'
import { useRuns } from '../../state/runs-store'
import { NoticeBox } from '../../ui/small'

export function Reading({ now }: { now: CountStep }) {
  const copying = useApp((state) => state.api?.shell === 'browser')
  useEscape()
  if (now.step === 'copying') {
    return (
      <div className="drop__ask" role="status">
        <h2>{copying ? 'Taking over the files' : 'Looking at what was dropped'}</h2>
        {copying && (
          <p>
            {many(now.files, 'file')} so far. A browser cannot tell where they lie, so Karyon keeps a copy.
          </p>
        )}
        <StopReading />
      </div>
    )
  }
  if (now.step !== 'reading' && now.step !== 'starting') return null
  return <ReadingNames key={now.ticket} now={now} />
}

function ReadingNames({ now }: { now: Extract<CountStep, { step: 'reading' | 'starting' }> }) {
  const seen = useRuns((state) => state.scanned[now.ticket])
  const silent = useSilence(seen, now.since)
  const names = now.handles.slice(0, 3).map((handle) => handle.name)
  return (
    <div className="drop__ask" role="status">
      <h2>{now.step === 'starting' ? 'Starting' : 'Reading names'}</h2>
      <p>
        {names.join(', ')}
        {now.handles.length > names.length && ` and ${int(now.handles.length - names.length)} more`}
        {seen ? (
          <>
            {' · '}
            <b data-seen={seen}>{many(seen, 'file')}</b> so far
          </>
        ) : null}
      </p>
      {silent > 0 && (
        <NoticeBox tone="attention">
          <b>The folder has not answered for {int(silent)} seconds.</b> It may lie on a network drive that is
          away. Wait, or stop, connect the drive and drop it again.
        </NoticeBox>
      )}
      <StopReading />
    </div>
  )
}

function StopReading() {
  return (
    <div className="drop__actions">
      <button type="button" className="btn" onClick={dismiss}>
        Stop <kbd>Esc</kbd>
      </button>
    </div>
  )
}

/** Seconds without a new file after which a person is told that the folder may be away. */
const SILENT_S = 8

/** Whole seconds since the count last rose, once they are many; else 0. */
function useSilence(seen: number | undefined, since: number): number {
  const last = useRef({ seen, at: since })
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (last.current.seen !== seen) last.current = { seen, at: Date.now() }
    const timer = setInterval(() => {
      const passed = Math.floor((Date.now() - last.current.at) / 1000)
      setSeconds(passed >= SILENT_S ? passed : 0)
    }, 1000)
    return () => clearInterval(timer)
  }, [seen])
  return seconds
}

function useEscape(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !useApp.getState().dialog) dismiss()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
