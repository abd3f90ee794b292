import type { RunSummary } from '@shared/run'
import { useState } from 'react'
import { int, many } from '../../logic/format'
import { useRuns } from '../../state/runs-store'
import type { IconName } from '../../ui/icon'
import { Chip } from '../../ui/small'
import { ChangeForm } from '../count/change-form'
import { again } from './count-again'

const ICONS: Record<string, IconName> = {
  plate: 'plate',
  channel: 'channel',
  model: 'model',
  network: 'model',
  device: 'device',
  geometry: 'plate',
}

const MOST_CHIPS = 8

/** What was found and chosen, each of it open to change. */
export function RunFound({ run }: { run: RunSummary }) {
  const [changing, setChanging] = useState<boolean>()
  // What holds for the whole run first: of many plates, the first few stand for all.
  const choices = run.choices
    .filter((choice) => choice.about !== 'geometry')
    .sort((a, b) => Number(a.plate !== undefined) - Number(b.plate !== undefined))
  return (
    <>
      <div className="run__found">
        {run.choices.length > 0 && <span className="small faint">Found</span>}
        {choices.slice(0, MOST_CHIPS).map((choice) => (
          <Chip
            key={`${choice.about} ${choice.plate} ${choice.value}`}
            icon={ICONS[choice.about]}
            title={choice.why}
          >
            {chipText(choice)}
          </Chip>
        ))}
        {choices.length > MOST_CHIPS && (
          <span className="small faint">and {int(choices.length - MOST_CHIPS)} more</span>
        )}
        {run.skipped > 0 && <Chip icon="folder">{many(run.skipped, 'file')} left alone</Chip>}
        {run.total > 0 && !changing && (
          <button
            type="button"
            className="btn btn--quiet btn--small"
            // biome-ignore lint/a11y/noAutofocus: it comes back in the place of the form that had the focus.
            autoFocus={changing === false}
            onClick={() => setChanging(true)}
          >
            Change…
          </button>
        )}
      </div>
      <Change run={run} open={changing === true} close={() => setChanging(false)} />
    </>
  )
}

/** What says little without the thing it is about is told with it. */
function chipText({ about, value }: RunSummary['choices'][number]): string {
  const bare = about === 'network' || (about === 'channel' && /^\d+$/.test(value))
  return bare ? `${about} ${value}` : value
}

function Change({ run, open, close }: { run: RunSummary; open: boolean; close(): void }) {
  const images = useRuns((state) => state.images[run.id])
  const plates = useRuns((state) => state.plates[run.id])
  if (!open) return null
  const ofPlates = [...new Set((plates ?? []).flatMap((plate) => plate.channels))]
  // Where no plate tells its channels, those that were counted are what is known.
  const counted = (images ?? []).map((image) => image.channel).filter((name) => name !== undefined)
  const channels = ofPlates.length > 1 ? ofPlates : [...new Set(counted)]
  return (
    <>
      <p className="small faint">
        Another choice counts the images again, into a folder of its own; this run is kept.
      </p>
      <ChangeForm
        settings={run.settings}
        channels={channels}
        onCancel={close}
        onChange={(settings) => {
          close()
          void again(run, settings)
        }}
      />
    </>
  )
}
