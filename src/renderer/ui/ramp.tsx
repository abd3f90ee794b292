const HEAT = Array.from({ length: 16 }, (_, i) => `q${i}`)

/** The heat colours from low to high, with what their ends mean. */
export function Ramp({ from, to, label }: { from: string; to: string; label: string }) {
  return (
    <>
      <div className="ramp" aria-hidden="true">
        {HEAT.map((step) => (
          <i className={step} key={step} />
        ))}
      </div>
      <div className="ramp-labels">
        <span>{from}</span>
        <span>{label}</span>
        <span>{to}</span>
      </div>
    </>
  )
}
