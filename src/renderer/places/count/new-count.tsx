import { useCount } from '../../state/count-store'
import { DeviceLine } from './device-line'
import { DropZone } from './drop-zone'
import { PlanView } from './plan-view'
import { RecentRuns } from './recent-runs'
import { SamplePlate } from './sample-plate'

export function NewCount({ copying }: { copying: boolean }) {
  const now = useCount((state) => state.now)
  return (
    <div className="home">
      <div className="home__main" data-region="drop zone">
        {now.step === 'plan' ? <PlanView now={now} /> : <DropZone now={now} copying={copying} />}
        <DeviceLine />
      </div>
      <aside className="home__side" data-region="recent runs" aria-label="Runs">
        <RecentRuns />
        <SamplePlate />
      </aside>
    </div>
  )
}
