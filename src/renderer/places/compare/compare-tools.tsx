import { Icon } from '../../ui/icon'
import { useEvaluate } from '../evaluate/evaluate-store'
import { COMPARE_EXPORTS, ExportMenu } from '../evaluate/export-menu'
import { Notes } from '../evaluate/notes'
import { swap } from './compare-store'
import { useFields } from './use-fields'

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
