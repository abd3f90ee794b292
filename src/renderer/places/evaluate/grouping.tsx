import { Icon } from '../../ui/icon'
import { useEvaluate } from './evaluate-store'

export function groupingName(by: string): string {
  if (by === 'look') return 'Look, automatic'
  return by === 'none' ? 'Not grouped' : by[0]!.toUpperCase() + by.slice(1)
}

export function GroupSelect({ groupings }: { groupings: string[] }) {
  const by = useEvaluate((state) => state.by)
  return (
    <label className="select select--native select--small">
      <span className="faint">Group by</span>
      <select
        value={by ?? groupings[0]}
        onChange={(event) => useEvaluate.setState({ by: event.target.value })}
      >
        {groupings.map((name) => (
          <option key={name} value={name}>
            {groupingName(name)}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </label>
  )
}
