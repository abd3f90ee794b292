import type { Nucleus } from '@core/measure/nucleus'
import type { Histogram } from '@shared/contract'
import type { ImageRecord, RunSummary } from '@shared/run'
import { qualityFlag } from '../../logic/flags'
import { int, measure, score } from '../../logic/format'
import { setPrefs, useApp } from '../../state/app-store'
import { useViewer } from '../../state/viewer-store'
import { Slider } from '../../ui/slider'
import { Chip, Confidence } from '../../ui/small'
import { VirtualTable } from '../../ui/virtual-table'
import { Channels } from './channels'
import type { LoadedImage } from './use-image'

interface Props {
  run: RunSummary
  record: ImageRecord | undefined
  loaded: LoadedImage | undefined
  histograms: Record<number, Histogram>
  leastSure: Nucleus[]
  selected: number | undefined
  onShow(label: number | undefined): void
}

export function Inspector({ record, loaded, histograms, leastSure, selected, onShow }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const toCheck = leastSure.filter((nucleus) => (nucleus.confidence ?? 1) < checkBelow).length
  const flag = record && qualityFlag(record.flags)
  const um = units === 'um' ? loaded?.view.pixelSizeUm : undefined
  const channel = Math.max(0, loaded?.view.channels.findIndex((c) => c.nuclear) ?? 0)
  return (
    <aside className="inspector" aria-label="This image" data-region="inspector">
      <section>
        <div className="readouts viewer__count">
          <div className="readout readout--hero">
            <span className="value">{int(record?.count)}</span>
            <span className="label">nuclei in this field</span>
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
      <OverlaySliders checkBelow={checkBelow} />
      <section className="viewer__worst panel">
        <div className="panel__head">
          <h2>{leastSure[0] && leastSure[0].confidence === undefined ? 'Nuclei' : 'Least sure first'}</h2>
          <span className="end small faint">
            next <kbd>N</kbd>
          </span>
        </div>
        <VirtualTable
          label="Nuclei of this image, least sure first"
          columns={[
            { key: 'label', label: 'Nucleus', width: 'minmax(48px, 1fr)' },
            { key: 'area', label: um ? 'Area µm²' : 'Area px', width: '1fr', numeric: true },
            { key: 'mean', label: 'Mean', width: '1fr', numeric: true },
            { key: 'confidence', label: 'Confidence', width: '84px', numeric: true },
          ]}
          count={leastSure.length}
          rowKey={(i) => leastSure[i]!.label}
          selected={leastSure.findIndex((nucleus) => nucleus.label === selected)}
          onPick={(i) => onShow(leastSure[i]?.label)}
          empty="No nucleus was found in this image."
          row={(i) => {
            const nucleus = leastSure[i]!
            return [
              <span className="strong" key="label">
                {nucleus.label}
              </span>,
              measure(nucleus.areaPx * (um ? um * um : 1)),
              measure((nucleus.intensities[channel] ?? nucleus.intensities[0])?.mean),
              <Confidence key="confidence" value={nucleus.confidence} checkBelow={checkBelow} />,
            ]
          }}
        />
      </section>
    </aside>
  )
}

function OverlaySliders({ checkBelow }: { checkBelow: number }) {
  const { line, opacity } = useViewer()
  return (
    <section className="viewer__overlay">
      <Slider
        label="Line"
        value={line}
        from={0.6}
        to={4}
        step={0.2}
        words={`${line.toFixed(1)} px`}
        onChange={(v) => useViewer.setState({ line: v })}
      />
      <Slider
        label="Opacity"
        value={opacity}
        from={0.1}
        to={1}
        step={0.05}
        words={`${Math.round(opacity * 100)} %`}
        onChange={(v) => useViewer.setState({ opacity: v })}
      />
      <Slider
        label="Check below"
        value={checkBelow}
        from={0}
        to={1}
        step={0.01}
        words={score(checkBelow)}
        onChange={(v) => void setPrefs({ checkBelow: v })}
      />
    </section>
  )
}
