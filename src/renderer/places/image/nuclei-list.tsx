import type { Nucleus } from '@core/measure/nucleus'
import { mean } from '@core/measure/summarise'
import type { ImageView } from '@shared/contract'
import { useMemo } from 'react'
import { countedMeans } from '../../logic/counted-means'
import { measure } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { Confidence } from '../../ui/small'
import { VirtualTable } from '../../ui/virtual-table'

interface Props {
  leastSure: Nucleus[]
  /** False while they are still on their way. */
  whole: boolean
  view: ImageView | undefined
  selected: number | undefined
  onShow(label: number | undefined): void
}

/** The nuclei of this image, the least sure on top. */
export function NucleiList({ leastSure, whole, view, selected, onShow }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = units === 'um' ? view?.pixelSizeUm : undefined
  const selectedRow = useMemo(
    () => (selected === undefined ? -1 : leastSure.findIndex((nucleus) => nucleus.label === selected)),
    [leastSure, selected],
  )
  return (
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
        selected={selectedRow}
        onPick={(i) => onShow(leastSure[i]?.label)}
        empty={whole ? 'No nucleus was found in this image.' : 'The nuclei are being read.'}
        row={(i) => {
          const nucleus = leastSure[i]!
          return [
            <span className="strong" key="label">
              {nucleus.label}
            </span>,
            measure(nucleus.areaPx * (um ? um * um : 1)),
            measure((view && mean(countedMeans(nucleus, view))) ?? undefined),
            <Confidence key="confidence" value={nucleus.confidence} checkBelow={checkBelow} />,
          ]
        }}
      />
    </section>
  )
}
