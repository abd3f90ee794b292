import type { ComparisonView } from '@shared/evaluate'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { useApp } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { Segments, Select } from '../../ui/small'
import type { View } from '../../viewer/view'
import { useEvaluate } from '../evaluate/evaluate-store'
import { COMPARE_EXPORTS, ExportMenu } from '../evaluate/export-menu'
import { Notes } from '../evaluate/notes'
import { useErrors } from '../evaluate/use-errors'
import { Waiting } from '../evaluate/waiting'
import { CompareForm, NothingToCompare } from './compare-form'
import { type FieldPair, fieldPair, orderFields } from './compare-logic'
import { blink, swap, useCompare } from './compare-store'
import { Differences } from './differences'
import { FieldStrip } from './field-strip'
import { Panes } from './panes'

/** The fields in order and the one that is shown. */
function useFields(comparison: ComparisonView | undefined) {
  const { image, swapped, order } = useCompare()
  const pairs = useMemo(
    () =>
      orderFields(
        (comparison?.images ?? []).map((item, i) => fieldPair(item, i, swapped)),
        order,
      ),
    [comparison, swapped, order],
  )
  return { pairs, pair: pairs.find((p) => p.image === image) ?? pairs[0] }
}

export function CompareTools() {
  const { comparison, compareForm } = useEvaluate()
  const { pair } = useFields(comparison)
  if (!comparison || compareForm || !pair) return null
  const item = comparison.images[pair.image]!
  return (
    <>
      <i className="rule" />
      <div className="crumb">
        {item.plate && (
          <>
            <span className="clip">{item.plate}</span>
            <Icon name="right" />
          </>
        )}
        {item.well && (
          <>
            <span>{item.well}</span>
            <Icon name="right" />
          </>
        )}
        <b className="clip">{item.well ? `field ${item.site ?? '1'}` : item.name}</b>
      </div>
      <Notes failures={comparison.failures} notes={comparison.notes} />
      <div className="bar__end">
        <button
          type="button"
          className="btn btn--quiet"
          onClick={() => useEvaluate.setState({ compareForm: true })}
        >
          Choose others…
        </button>
        <button type="button" className="btn btn--quiet" onClick={swap}>
          <Icon name="swap" />
          Swap <kbd>X</kbd>
        </button>
        <ExportMenu id={comparison.id} image={pair.image} segmenter={0} items={COMPARE_EXPORTS} />
      </div>
    </>
  )
}

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

function useCompareKeys(
  now: RefObject<{ pairs: FieldPair[]; image: number; count: number }>,
  whole: () => void,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
      if (useApp.getState().dialog) return
      if (event.target instanceof Element && event.target.closest('[role="menu"], dialog')) return
      const { pairs: all, image: shown, count } = now.current
      const step = (by: number) => {
        const at = all.findIndex((p) => p.image === shown)
        const next = all[Math.max(0, Math.min(all.length - 1, at + by))]
        if (next) useCompare.setState({ image: next.image, difference: undefined })
      }
      const { difference: d, linked: both } = useCompare.getState()
      const key = event.key.toLowerCase()
      if (key === 'n' && count > 0) {
        const by = event.shiftKey ? -1 : 1
        useCompare.setState({
          difference: d === undefined ? (by > 0 ? 0 : count - 1) : (d + by + count) % count,
        })
      } else if (key === 'b') blink()
      else if (key === 'l') useCompare.setState({ linked: !both })
      else if (key === 'x') swap()
      else if (key === 'arrowright') step(1)
      else if (key === 'arrowleft') step(-1)
      else if (key === 'f') whole()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [now, whole])
}
