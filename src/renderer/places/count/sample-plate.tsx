import { useApp } from '../../state/app-store'
import { countSample } from '../../state/count-store'
import { Icon } from '../../ui/icon'

export function SamplePlate() {
  const there = useApp((state) => state.info?.sample)
  if (!there) return null
  return (
    <section className="panel sample" aria-label="Sample plate">
      <div className="panel__head">
        <h2>Sample plate</h2>
      </div>
      <div className="sample__body">
        <p className="muted">
          A small plate drawn by Karyon itself, with known nuclei: made on this computer, counted like any
          other, nothing is fetched.
        </p>
        <button type="button" className="btn" onClick={() => void countSample()}>
          <Icon name="play" />
          Count the sample
        </button>
      </div>
    </section>
  )
}
