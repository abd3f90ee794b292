import type { EvaluationView } from '@shared/evaluate'
import { useState } from 'react'
import { Segments } from '../../ui/small'
import { CountChart } from './count-chart'
import { KindsTable } from './kinds-table'
import { ScoreHistogram } from './score-histogram'
import { SeriesMark } from './series'

type Shown = 'counts' | 'scores' | 'kinds'

/** One place for three views of the same images: counts, scores and kinds of error. */
export function MoreCharts({ result }: { result: EvaluationView }) {
  const [shown, setShown] = useState<Shown>('counts')
  return (
    <section className="panel" aria-label="Counts, scores of images, kinds of error">
      <div className="panel__head">
        <Segments<Shown>
          small
          label="Shown"
          value={shown}
          options={[
            { value: 'counts', label: 'Counts' },
            { value: 'scores', label: 'S of images' },
            { value: 'kinds', label: 'Kinds of error' },
          ]}
          onChange={setShown}
        />
        {shown === 'counts' && (
          <span className="end legend">
            {result.segmenters.slice(0, 3).map(({ name, all }, s) => (
              <span key={name}>
                <SeriesMark at={s} />
                {all.count_MAPE !== null && <span className="long">off by</span>}{' '}
                {all.count_MAPE === null ? 'no targets' : `${(100 * all.count_MAPE).toFixed(1)} %`}
              </span>
            ))}
          </span>
        )}
        {shown === 'scores' && <span className="end small faint clip">gray: published, other images</span>}
      </div>
      {shown === 'counts' && <CountChart result={result} />}
      {shown === 'scores' && <ScoreHistogram result={result} />}
      {shown === 'kinds' && <KindsTable result={result} />}
    </section>
  )
}
