/** A native range drawn as the sheets do. */
export function Slider({
  label,
  value,
  from,
  to,
  step,
  words,
  onChange,
}: {
  label: string
  value: number
  from: number
  to: number
  step: number
  words: string
  onChange(value: number): void
}) {
  return (
    <label className="slider">
      <span>{label}</span>
      <input
        type="range"
        min={from}
        max={to}
        step={step}
        value={value}
        aria-valuetext={words}
        style={{ '--share': `${((value - from) / (to - from)) * 100}%` } as object}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span className="num">{words}</span>
    </label>
  )
}
