import type { EvaluationView } from '@shared/evaluate'
import { useEffect, useMemo, useRef, useState } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { useApp } from '../../state/app-store'
import { Board } from './board'
import { stepError } from './error-bar'
import { F1Chart } from './f1-chart'
import { GroupChart } from './group-chart'
import { showImage, useLook } from './look-store'
import { MoreCharts } from './more-charts'
import { score3 } from './score-words'
import { PublishedMark } from './series'
import { Side } from './side'
import { SizeChart } from './size-chart'
import { useOrder } from './sort-images'
import { useErrors } from './use-errors'

/** Scores: the table, the plots of the paper, and the image behind every point. */
export function Scores({ result }: { result: EvaluationView }) {
  const { image, segmenter, kinds, threshold } = useLook()
  const order = useOrder(result)
  const all = useErrors(result.id, image, segmenter)
  const errors = useMemo(() => all?.filter(({ kind }) => kinds[kind]), [all, kinds])
  const [alone, setAlone] = useState(false)
  const latest = useRef({ order, count: errors?.length, image })
  latest.current = { order, count: errors?.length, image }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event) || useApp.getState().dialog)
        return
      if (event.target instanceof Element && event.target.closest('[role="menu"], dialog')) return
      const now = latest.current
      const step = (by: number) => {
        const at = now.order.indexOf(now.image)
        const next = now.order[Math.max(0, Math.min(now.order.length - 1, at + by))]
        if (next !== undefined) showImage(next)
      }
      const key = event.key.toLowerCase()
      const { threshold: t } = useLook.getState()
      if (key === 'n') stepError(event.shiftKey ? -1 : 1, now.count)
      else if (key === 'arrowdown') step(1)
      else if (key === 'arrowup') step(-1)
      else if (key === '[') useLook.setState({ threshold: Math.max(0, t - 1) })
      else if (key === ']') useLook.setState({ threshold: Math.min(9, t + 1) })
      else if (key === 'h') setAlone(true)
      else if (key === 'f') useLook.setState({ error: undefined })
      else return
      event.preventDefault()
    }
    const letGo = () => setAlone(false)
    const release = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'h') letGo()
    }
    window.addEventListener('keydown', press)
    window.addEventListener('keyup', release)
    window.addEventListener('blur', letGo)
    return () => {
      window.removeEventListener('blur', letGo)
      window.removeEventListener('keydown', press)
      window.removeEventListener('keyup', release)
    }
  }, [])
  const t = score3(0.5 + threshold * 0.05, 2).replace(/0$/, '')
  const by = result.groupedBy === 'none' ? '' : ` by ${result.groupedBy}`
  return (
    <div className="evaluate">
      <div className="evaluate__main" data-region="scores">
        <Board result={result} />
        <div className="evaluate__row">
          <section className="panel" aria-label="F1 against IoU">
            <div className="panel__head">
              <h2>F1 against IoU</h2>
            </div>
            <F1Chart result={result} />
          </section>
          <section className="panel" aria-label="F1 by group">
            <div className="panel__head">
              <h2>
                F1 at {t}
                {by}, each point an image
              </h2>
              <span className="end legend">
                <span>
                  <svg className="mark" viewBox="0 0 12 12" aria-hidden="true">
                    <path d="M1 6h10" stroke="var(--text-1)" strokeWidth="2" />
                  </svg>
                  mean
                </span>
                {result.groupedBy === 'look' && threshold === 4 && (
                  <span>
                    <PublishedMark />
                    published, other images
                  </span>
                )}
              </span>
            </div>
            <GroupChart result={result} />
          </section>
        </div>
        <div className="evaluate__row">
          <section className="panel" aria-label="Recall by nucleus area">
            <div className="panel__head">
              <h2>Recall at .7, by nucleus area</h2>
            </div>
            <SizeChart result={result} />
          </section>
          <MoreCharts result={result} />
        </div>
      </div>
      <Side result={result} errors={errors} order={order} alone={alone} />
    </div>
  )
}
