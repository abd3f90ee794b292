// biome-ignore-all lint/a11y/useSemanticElements: a virtual list cannot be a table element.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus for its rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the page handles the keys of the rows.
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the list holds the focus for its rows.
import type { EvaluationView } from '@shared/evaluate'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { int } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { showImage, useLook } from './look-store'
import { MapThumb } from './map-thumb'
import type { SortKey } from './order-images'
import { score3 } from './score-words'
import { useSort } from './sort-images'

const ROW = 40
const COLUMNS: [SortKey, string][] = [
  ['f1', 'F1'],
  ['missed', 'Missed'],
  ['extra', 'Extra'],
  ['split', 'Split'],
  ['merged', 'Merged'],
]

/** All images in the chosen order, worst first; only the rows in sight are in the page. */
export function ImageList({ result, order }: { result: EvaluationView; order: number[] }) {
  const { image, segmenter, threshold } = useLook()
  const sort = useSort()
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 6,
  })
  const at = order.indexOf(image)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])
  const t = score3(0.5 + threshold * 0.05, 2).replace(/0$/, '')
  return (
    <div className="ilist" role="table" aria-label="Images" aria-rowcount={order.length}>
      <div role="rowgroup">
        <div className="ilist__head ilist__line" role="row">
          <span role="columnheader" className="sr">
            Picture
          </span>
          <span role="columnheader">
            <button type="button" onClick={() => sort.by('name')}>
              {sort.key === 'name' && <Icon name="sort" className={sort.down ? undefined : 'is-up'} />}
              {sort.key === 'f1' && !sort.down ? 'Worst images first' : 'Image'}
            </button>
          </span>
          {COLUMNS.map(([key, label]) => (
            <span
              key={key}
              role="columnheader"
              className={key === 'split' || key === 'merged' ? 'num is-secondary' : 'num'}
              aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" onClick={() => sort.by(key)}>
                {sort.key === key && <Icon name="sort" className={sort.down ? undefined : 'is-up'} />}
                {key === 'f1' ? `F1 at ${t}` : label}
              </button>
            </span>
          ))}
        </div>
      </div>
      <div className="scroll" ref={scroll} tabIndex={0} role="rowgroup" aria-label="Images">
        <div className="rows__all" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => {
            const i = order[row.index]!
            const item = result.images[i]!
            const scores = item.scores[segmenter]!
            const matched = scores.matched[threshold]!
            return (
              <div
                key={i}
                role="row"
                aria-rowindex={row.index + 1}
                aria-selected={i === image}
                className={i === image ? 'ilist__line rows__at is-selected' : 'ilist__line rows__at'}
                style={{ transform: `translateY(${row.start}px)` }}
                onClick={() => showImage(i)}
              >
                <span role="cell">
                  <MapThumb
                    wanted={{
                      id: result.id,
                      image: i,
                      segmenter: 0,
                      layer: 'image',
                      palette: 'published',
                      width: item.width,
                      height: item.height,
                    }}
                  />
                </span>
                <span role="cell" className="two">
                  <span className="strong mono clip" title={item.name}>
                    {item.name}
                  </span>
                  <span className="clip">
                    {item.group ?? (item.well ? `${item.well} · ${item.site ?? '1'}` : 'no group')}
                  </span>
                </span>
                <span role="cell" className="num strong">
                  {score3(scores.f1[threshold])}
                </span>
                <span role="cell" className="num">
                  {int(item.targets - matched)}
                </span>
                <span role="cell" className="num">
                  {int(scores.predictions - matched)}
                </span>
                <span role="cell" className="num is-secondary">
                  {int(scores.split)}
                </span>
                <span role="cell" className="num is-secondary">
                  {int(scores.merged)}
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
