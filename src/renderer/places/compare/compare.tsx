import type { ComparisonView } from '@shared/evaluate'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Icon } from '../../ui/icon'
import { Segments, Select } from '../../ui/small'
import type { View } from '../../viewer/view'
import { useEvaluate } from '../evaluate/evaluate-store'
import { useErrors } from '../evaluate/use-errors'
import { Waiting } from '../evaluate/waiting'
import { CompareForm, NothingToCompare } from './compare-form'
import { useCompare } from './compare-store'
import { Differences } from './differences'
import { FieldStrip } from './field-strip'
import { Panes } from './panes'
import { useCompareKeys } from './use-compare-keys'
import { useFields } from './use-fields'

export function ComparePlace() {
  const { comparison, work, compareForm, a, b } = useEvaluate()
  if (work.state === 'running' && work.what === 'comparison') return <Waiting work={work} />
  if (comparison && !compareForm) return <Compare key={comparison.id} comparison={comparison} />
  if (compareForm || a || b) return <CompareForm />
  return <NothingToCompare />
}

function Compare({ comparison }: { comparison: ComparisonView }) {
  const { mode, linked, onlyDifferences, order, difference } = useCompare()
  const { pairs, pair } = useFields(comparison)
  const image = pair!.image
  const [views, setViews] = useState<[View | undefined, View | undefined]>([undefined, undefined])
  const [scale, setScale] = useState(1)
  const errors = useErrors(comparison.id, image, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field is seen whole first.
  useEffect(() => {
    setViews([undefined, undefined])
    useCompare.setState({ difference: undefined })
  }, [image])
  const latest = useRef({ pairs, image, count: errors?.length ?? 0 })
  latest.current = { pairs, image, count: errors?.length ?? 0 }
  const fit = useCallback(() => {
    setViews([undefined, undefined])
    useCompare.setState({ difference: undefined })
  }, [])
  useCompareKeys(latest, fit)
  const framed = difference === undefined ? undefined : errors?.[difference]
  return (
    <div className="compare">
      <div className="compare__main">
        <div className="viewer__tools" data-region="tools">
          <Segments
            label="View"
            value={mode}
            options={[
              {
                value: 'side',
                label: (
                  <>
                    <Icon name="compare" />
                    Side by side
                  </>
                ),
              },
              { value: 'swipe', label: 'Swipe' },
              {
                value: 'blink',
                label: (
                  <>
                    Blink <kbd>B</kbd>
                  </>
                ),
              },
            ]}
            onChange={(value) => useCompare.setState({ mode: value })}
          />
          <Segments
            label="Outlines"
            value={onlyDifferences ? 'differences' : 'all'}
            options={[
              { value: 'all', label: 'All outlines' },
              { value: 'differences', label: 'Differences' },
            ]}
            onChange={(value) => useCompare.setState({ onlyDifferences: value === 'differences' })}
          />
          <span className="grow" />
          <Select
            label="First"
            value={order}
            options={[
              { value: 'counts', label: 'largest count difference' },
              { value: 'agreement', label: 'least agreement' },
            ]}
            onChange={(value) => useCompare.setState({ order: value })}
          />
          <button
            type="button"
            className="btn btn--quiet"
            aria-pressed={linked}
            onClick={() => useCompare.setState({ linked: !linked })}
          >
            <Icon name="link" className={linked ? 'is-active' : undefined} />
            {linked ? 'Linked' : 'Not linked'} <kbd>L</kbd>
          </button>
          <button type="button" className="btn btn--quiet btn--icon" aria-label="Fit" onClick={fit}>
            <Icon name="fit" />
          </button>
          <span className="small muted compare__zoom">{Math.round(scale * 100)} %</span>
        </div>
        <Panes
          comparison={comparison}
          pair={pair!}
          framed={framed}
          views={views}
          onViews={setViews}
          onScale={setScale}
        />
        <FieldStrip comparison={comparison} pairs={pairs} image={image} />
      </div>
      <Differences comparison={comparison} pairs={pairs} pair={pair!} />
    </div>
  )
}
