/** Colour and marker of each segmenter; used again after the third, always together with the name. */
export const seriesName = (at: number) => 'abc'[at % 3]!

export function SeriesMark({ at }: { at: number }) {
  return (
    <svg className={`mark f-${seriesName(at)}`} viewBox="0 0 12 12" aria-hidden="true">
      {at % 3 === 0 && <circle cx="6" cy="6" r="4" />}
      {at % 3 === 1 && <rect x="2.4" y="2.4" width="7.2" height="7.2" />}
      {at % 3 === 2 && <path d="M6 1.6 10.8 10H1.2z" />}
    </svg>
  )
}

export function PublishedMark() {
  return (
    <svg className="mark" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M1 6h10" stroke="var(--published)" strokeWidth="1.5" />
    </svg>
  )
}

/** A marker in a chart whose coordinates are per cent of its size. */
export function ChartPoint({ at, x, y, size = 3 }: { at: number; x: number; y: number; size?: number }) {
  const place = { x: `${x}%`, y: `${y}%`, overflow: 'visible' as const }
  if (at % 3 === 0) return <circle className="f-a" cx={place.x} cy={place.y} r={size} />
  const s = size * 0.88
  return (
    <svg {...place} aria-hidden="true">
      {at % 3 === 1 ? (
        <rect className="f-b" x={-s} y={-s} width={2 * s} height={2 * s} />
      ) : (
        <path className="f-c" d={`M0 ${-size * 1.2} ${size * 1.2} ${size * 0.93}H${-size * 1.2}z`} />
      )}
    </svg>
  )
}
