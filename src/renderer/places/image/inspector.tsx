import type { Nucleus } from '@core/measure/nucleus'
import type { Histogram } from '@shared/contract'
import type { ImageRecord, RunSummary } from '@shared/run'
import { qualityFlag } from '../../logic/flags'
import { int, measure } from '../../logic/format'
import { howManyBelow } from '../../logic/least-sure'
import { useApp } from '../../state/app-store'
import { Chip } from '../../ui/small'
import { Channels } from './channels'
import { ErrorTable, MaskSource } from './error-table'
import { NucleiList } from './nuclei-list'
import { OverlaySliders } from './overlay-sliders'
import type { ErrorSteps } from './use-error-steps'
import type { LoadedImage } from './use-image'

interface Props {
  run: RunSummary
  record: ImageRecord | undefined
  loaded: LoadedImage | undefined
  histograms: Record<number, Histogram>
  leastSure: Nucleus[]
  selected: number | undefined
  onShow(label: number | undefined): void
  /** While the error map is shown: the list of errors takes the place of the nuclei. */
  errors?: Pick<ErrorSteps, 'found' | 'shown' | 'show'>
}

export function Inspector({ record, loaded, histograms, leastSure, selected, onShow, errors }: Props) {
  const checkBelow = useApp((state) => state.prefs.checkBelow)
  const toCheck = howManyBelow(leastSure, checkBelow)
  const flag = record && qualityFlag(record.flags)
  return (
    <aside className="inspector" aria-label="This image" data-region="inspector">
      <section>
        <div className="readouts viewer__count">
          <div className="readout readout--hero">
            <span className="value">{int(record?.count)}</span>
            <span className="label">{record?.count === 1 ? 'nucleus' : 'nuclei'} in this field</span>
          </div>
          {toCheck > 0 && (
            <div className="readout">
              <span className="value is-attention">{int(toCheck)}</span>
              <span className="label">to check</span>
            </div>
          )}
        </div>
        <div className="chips">
          {flag && (
            <Chip icon={flag.icon} tone="attention">
              {flag.label}
            </Chip>
          )}
          {record?.medianDiameterPx !== undefined && (
            <Chip icon="diameter">{measure(record.medianDiameterPx)} px</Chip>
          )}
          {loaded?.view.pixelSizeUm && <Chip>{loaded.view.pixelSizeUm.toPrecision(3)} µm/px</Chip>}
          {loaded && (
            <Chip>
              {loaded.view.width} × {loaded.view.height}, {loaded.view.bitDepth} bit
            </Chip>
          )}
        </div>
      </section>
      {loaded && <Channels view={loaded.view} record={record} histograms={histograms} />}
      {errors ? (
        <MaskSource
          targets={errors.found.state === 'there' ? errors.found.found.targets : undefined}
          predictions={errors.found.state === 'there' ? errors.found.found.predictions : undefined}
        />
      ) : (
        <OverlaySliders />
      )}
      {errors?.found.state === 'there' ? (
        <ErrorTable errors={errors.shown} onShow={errors.show} />
      ) : (
        <NucleiList
          leastSure={leastSure}
          whole={loaded?.whole !== false}
          view={loaded?.view}
          selected={selected}
          onShow={onShow}
        />
      )}
    </aside>
  )
}
