import { useEffect, useRef, useState } from 'react'
import { int, many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { type CountStep, choose, dismiss } from '../../state/count-store'
import { useRuns } from '../../state/runs-store'
import { Icon, type IconName } from '../../ui/icon'
import { Corners, NoticeBox } from '../../ui/small'

const FOUND: [IconName, string, string][] = [
  ['plate', 'Plate and fields', 'from file names'],
  ['channel', 'Nuclear stain', 'among all channels'],
  ['theme', 'Bright or dark nuclei', 'per image'],
  ['diameter', 'Nucleus size', 'per image'],
]

export function DropZone({ now, copying }: { now: CountStep; copying: boolean }) {
  const over = useApp((state) => state.dragging)
  return (
    <section className={over ? 'drop is-over' : 'drop'} aria-label="Drop zone">
      <Corners />
      {now.step === 'idle' || now.step === 'failed' ? (
        <Ask over={over} copying={copying} failed={now.step === 'failed' ? now : undefined} />
      ) : (
        <Reading now={now} />
      )}
      <ul className="drop__found">
        <li className="faint small">Found for you, and changeable later</li>
        {FOUND.map(([icon, what, from]) => (
          <li key={what}>
            <Icon name={icon} />
            <span>{what}</span>
            <span className="faint">{from}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Ask({
  over,
  copying,
  failed,
}: {
  over: boolean
  copying: boolean
  failed?: { message: string; remedy: string }
}) {
  return (
    <div className="drop__ask">
      <h2>{over ? 'Release to read the names' : 'Drop a plate folder or images'}</h2>
      <p>Karyon finds, outlines and counts the nuclei. There is nothing to set.</p>
      {failed && (
        <NoticeBox
          tone="failure"
          actions={
            <button type="button" className="btn btn--small" onClick={dismiss}>
              Understood
            </button>
          }
        >
          <b>{failed.message}</b> {failed.remedy}
        </NoticeBox>
      )}
      <div className="drop__actions">
        <button type="button" className="btn btn--primary btn--large" onClick={() => void choose('folder')}>
          <Icon name="folder" />
          Choose folder… <kbd>Ctrl O</kbd>
        </button>
        {!copying && (
          <button type="button" className="btn btn--large" onClick={() => void choose('images')}>
            <Icon name="image" />
            Choose images… <kbd>Ctrl I</kbd>
          </button>
        )}
      </div>
      <p className="small faint">
        TIFF, OME-TIFF, PNG, JPEG · 8, 16 or 32 bit ·{' '}
        {copying
          ? 'dropped files are copied to Karyon’s folder, chosen folders stay where they are'
          : 'files stay where they are'}
      </p>
    </div>
  )
}

/** Seconds without a new file after which a person is told that the folder may be away. */
const SILENT_S = 8

function Reading({ now }: { now: CountStep }) {
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
