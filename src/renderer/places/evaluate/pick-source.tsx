import { useApp } from '../../state/app-store'
import { useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { pick, take } from './choose-source'
import { chosenRun } from './chosen-run'
import type { Chosen } from './evaluate-store'
import { PickClassical } from './pick-classical'

/** Runs whose label images can be compared: those that counted at least one image. */
function useComparableRuns(): Chosen[] {
  const runs = useRuns((state) => state.runs)
  return runs
    .filter((run) => run.done > 0 && run.state !== 'running')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .map(chosenRun)
}

/** Folder, file, or a run: the three ways to name a segmentation. */
export function PickSource({
  purpose,
  runs,
}: {
  purpose: 'targets' | 'prediction' | 'a' | 'b'
  runs: boolean
}) {
  const known = useComparableRuns()
  const browser = useApp((state) => state.api?.shell === 'browser')
  return (
    <span className="pick">
      <button type="button" className="btn btn--small" onClick={() => void pick(purpose, 'folder')}>
        <Icon name="folder" />
        {browser ? 'Folder or file…' : 'Folder…'}
      </button>
      {!browser && (
        <button type="button" className="btn btn--small" onClick={() => void pick(purpose, 'file')}>
          <Icon name="table" />
          File…
        </button>
      )}
      {runs && known.length > 0 && (
        <label className="select select--native select--small">
          <span className="sr">Take a run</span>
          <select
            value=""
            onChange={(event) => {
              const run = known[Number(event.target.value)]
              if (run) take(purpose, run)
            }}
          >
            <option value="" disabled>
              A run…
            </option>
            {known.map((run, i) => (
              <option key={run.name + String(i)} value={i}>
                {run.name}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </label>
      )}
      {purpose !== 'targets' && <PickClassical purpose={purpose} />}
    </span>
  )
}
