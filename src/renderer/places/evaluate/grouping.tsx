import { Select } from '../../ui/small'

function groupingName(by: string): string {
  if (by === 'look') return 'Look, automatic'
  return by === 'none' ? 'Not grouped' : by[0]!.toUpperCase() + by.slice(1)
}

/** By what images are put into groups. */
export function GroupSelect({
  label,
  groupings,
  value,
  onChange,
  small,
}: {
  label: string
  groupings: string[]
  value: string | undefined
  onChange(by: string): void
  small?: boolean
}) {
  return (
    <Select
      label={label}
      value={value ?? groupings[0] ?? 'none'}
      options={groupings.map((by) => ({ value: by, label: groupingName(by) }))}
      onChange={onChange}
      small={small}
    />
  )
}
