import type { MatchView, NameList } from '@shared/evaluate'
import { int, many } from '../../logic/format'

/** How many match; names of what does not, opened when asked for. */
export function Matched({ match }: { match: MatchView }) {
  const { targetsAlone, predictionsAlone, ambiguous } = match
  return (
    <>
      <span className="small muted">{int(match.matched)} matched by name</span>
      <Names list={targetsAlone} words={`${many(targetsAlone.count, 'target')} without a result`} />
      <Names
        list={predictionsAlone}
        words={`${many(predictionsAlone.count, 'result')} without a target, left out`}
      />
      <Names
        list={ambiguous}
        words={`${many(ambiguous.count, 'name')} more than once, and folders do not tell which; not compared`}
      />
    </>
  )
}

function Names({ list, words }: { list: NameList; words: string }) {
  if (list.count === 0) return null
  const more = list.count - list.names.length
  return (
    <details className="setup__names small">
      <summary>{words}</summary>
      <p className="mono">
        {list.names.join(', ')}
        {more > 0 ? ` and ${int(more)} more` : ''}
      </p>
    </details>
  )
}
