import { useApp } from '../../state/app-store'
import { type CountStep, choose, dismiss } from '../../state/count-store'
import { Icon, type IconName } from '../../ui/icon'
import { Corners, NoticeBox } from '../../ui/small'
import { Reading } from './reading'

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
