// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the list itself takes the keys of its rows.
// biome-ignore-all lint/a11y/useSemanticElements: a virtual list cannot be a table element.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus for its rows.
import type { ImageRecord, RunSummary } from '@shared/run'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { needsLook } from '../../logic/flags'
import { int } from '../../logic/format'
import { go } from '../../state/address'
import { useApp } from '../../state/app-store'
import { ask, isActive } from '../../state/runs-store'
import { Segments } from '../../ui/small'
import { ImageRow } from './image-row'
import { retry } from './retry'

type Show = 'all' | 'check' | 'failed'

/** What is being read now, then the newest; while nothing runs, the run's own order. */
function orderOf(images: ImageRecord[], follow: boolean): ImageRecord[] {
  if (!follow) return images
  const running = images.filter((image) => image.state === 'running')
  const ended = images.filter((image) => image.state === 'done' || image.state === 'failed').reverse()
  const waiting = images.filter((image) => image.state === 'waiting' || image.state === 'cancelled')
  return [...running, ...ended, ...waiting]
}

export function ImageTable({ run, images }: { run: RunSummary; images: ImageRecord[] }) {
  const [show, setShow] = useState<Show>('all')
  const [follow, setFollow] = useState(true)
  const [picked, setPicked] = useState<number>()
  const checkBelow = useApp((state) => state.prefs.checkBelow)
  const active = run.state === 'running' || run.state === 'preparing'
  const toCheck = useMemo(() => images.filter((image) => needsLook(image, checkBelow)), [images, checkBelow])
  const failed = useMemo(() => images.filter((image) => image.state === 'failed'), [images])
  const rows = useMemo(
    () => (show === 'check' ? toCheck : show === 'failed' ? failed : orderOf(images, follow && active)),
    [images, show, toCheck, failed, follow, active],
  )
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (i) => (rows[i]?.state === 'failed' ? 136 : 40),
    getItemKey: (i) => rows[i]?.index ?? i,
    overscan: 6,
  })
  useSpaceToPause(run)
  const open = useCallback(
    (image: ImageRecord) => {
      if (image.state === 'done') go({ place: 'review', tab: 'image', runId: run.id, index: image.index })
    },
    [run.id],
  )
  const pick = useCallback((image: ImageRecord) => setPicked(image.index), [])
  const press = (event: KeyboardEvent) => {
    const at = rows.findIndex((image) => image.index === picked)
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))
      setPicked(rows[next]?.index)
      virtual.scrollToIndex(next)
    } else if (event.key === 'Enter' && rows[at]) open(rows[at])
    else if (event.key.toLowerCase() === 'r' && rows[at]?.state === 'failed')
      void retry(run.id, rows[at].index)
    else return
    event.preventDefault()
  }
  const items = virtual.getVirtualItems()
  return (
    <div className="queue__images">
      <div className="queue__tools">
        <Segments<Show>
          label="Filter"
          value={show}
          onChange={setShow}
          options={[
            { value: 'all', label: 'All' },
            {
              value: 'check',
              label: (
                <>
                  To check {toCheck.length > 0 && <span className="is-attention">{int(toCheck.length)}</span>}
                </>
              ),
            },
            {
              value: 'failed',
              label: (
                <>Not read {failed.length > 0 && <span className="is-failure">{int(failed.length)}</span>}</>
              ),
            },
          ]}
        />
        {active && (
          <label className="check">
            <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.target.checked)} />
            Follow the newest
          </label>
        )}
        <span className="grow" />
        {isActive(run) && <span className="small faint">Stopping and starting loses nothing</span>}
      </div>
      <div className="rows rows--images" role="table" aria-label="Images" aria-rowcount={rows.length}>
        <div className="rows__head" role="row">
          <span role="columnheader" aria-label="Picture" />
          <span role="columnheader">Well · field</span>
          <span role="columnheader">File</span>
          <span role="columnheader">Status</span>
          <span role="columnheader" className="num">
            Nuclei
          </span>
          <span role="columnheader" className="num">
            Confidence
          </span>
          <span role="columnheader">Flag</span>
          <span role="columnheader" className="num">
            Time
          </span>
        </div>
        <div
          className="scroll"
          ref={scroll}
          tabIndex={0}
          onKeyDown={press}
          role="rowgroup"
          aria-label="Images"
        >
          <div className="rows__all" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const image = rows[item.index]!
              return (
                <div
                  key={item.key}
                  // Only a failed row's height is not known; asking it of all forces a layout each.
                  ref={image.state === 'failed' ? virtual.measureElement : undefined}
                  data-index={item.index}
                  className="rows__at"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <ImageRow
                    runId={run.id}
                    image={image}
                    checkBelow={checkBelow}
                    selected={picked === image.index}
                    onPick={pick}
                    onOpen={open}
                  />
                </div>
              )
            })}
          </div>
          {rows.length === 0 && (
            <div className="rows__none" role="row">
              <span role="cell">
                {show !== 'all'
                  ? 'None.'
                  : run.failure
                    ? 'The images of this run cannot be listed.'
                    : 'The images appear here once the names are read.'}
              </span>
            </div>
          )}
        </div>
      </div>
    </div>
  )
}

/** Space pauses and goes on, unless a control has the focus that Space belongs to. */
function useSpaceToPause(run: RunSummary): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const target = event.target
      const taken =
        target instanceof HTMLElement &&
        (isTyping(event) || target.closest('button, a, summary, dialog') !== null)
      if (event.key !== ' ' || taken) return
      if (run.state === 'paused') void ask('runs.resume', run.id)
      else if (run.state === 'running' || run.state === 'preparing') void ask('runs.pause', run.id)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [run.id, run.state])
}
