/** The drawn signs of the design sheets: 16 px grid, line 1.4. Always with a word beside them or a label. */
const DRAWN = {
  add: (
    <>
      <ellipse cx="7" cy="9" rx="4.8" ry="4" />
      <path d="M12.6 1.6v4.8M10.2 4h4.8" />
    </>
  ),
  blur: (
    <>
      <circle cx="8" cy="8" r="5.4" strokeDasharray="1 2.1" />
      <circle cx="8" cy="8" r="2.4" strokeDasharray="1 1.6" />
    </>
  ),
  channel: (
    <>
      <path d="m8 2.2 6 3-6 3-6-3z" />
      <path d="m2 8 6 3 6-3M2 10.8l6 3 6-3" />
    </>
  ),
  check: (
    <>
      <path d="m3.2 8.4 3.2 3.2 6.4-7" />
    </>
  ),
  'check-circle': (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="m5.4 8.2 1.9 1.9 3.4-3.9" />
    </>
  ),
  compare: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="M8 3v10" />
    </>
  ),
  copy: (
    <>
      <rect x="5.4" y="5.4" width="8" height="8" rx="1" />
      <path d="M10.6 5.4V3.6c0-.6-.4-1-1-1H3.6c-.6 0-1 .4-1 1v6c0 .6.4 1 1 1h1.8" />
    </>
  ),
  count: (
    <>
      <ellipse cx="5" cy="4.9" rx="3.1" ry="2.4" transform="rotate(-18 5 4.9)" />
      <ellipse cx="11.6" cy="7.4" rx="2.3" ry="3.1" transform="rotate(12 11.6 7.4)" />
      <ellipse cx="6" cy="11.8" rx="3.3" ry="2.2" transform="rotate(14 6 11.8)" />
    </>
  ),
  debris: (
    <>
      <path
        d="M3 5.2v.1M6.6 3.2v.1M10.8 4.4v.1M13 8.4v.1M9.4 8.2v.1M5 9.4v.1M7.4 12.6v.1M11.6 12v.1"
        strokeWidth="2"
      />
    </>
  ),
  delete: (
    <>
      <ellipse cx="7" cy="9" rx="4.8" ry="4" strokeDasharray="2 1.8" />
      <path d="m10.8 2.2 3.6 3.6M14.4 2.2l-3.6 3.6" />
    </>
  ),
  device: (
    <>
      <rect x="4" y="4" width="8" height="8" rx="1" />
      <path d="M6.5 4V1.8M9.5 4V1.8M6.5 14.2V12M9.5 14.2V12M4 6.5H1.8M4 9.5H1.8M14.2 6.5H12M14.2 9.5H12" />
    </>
  ),
  diameter: (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M4.4 11.6 11.6 4.4" />
    </>
  ),
  down: (
    <>
      <path d="m4 6.2 4 4 4-4" />
    </>
  ),
  empty: (
    <>
      <circle cx="8" cy="8" r="5.4" />
    </>
  ),
  evaluate: (
    <>
      <path d="M2.2 2v11.8H14" />
      <path d="M4.6 4.4c4.6.2 6.4 1.6 8.4 6.6" />
      <circle cx="8.6" cy="5.6" r=".4" />
    </>
  ),
  export: (
    <>
      <path d="M8 9.8V2M5 4.8 8 1.8l3 3M2.6 9v4c0 .6.4 1 1 1h8.8c.6 0 1-.4 1-1V9" />
    </>
  ),
  extra: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  fail: (
    <>
      <path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z" />
      <path d="M8 4.8v3.8M8 11v.1" />
    </>
  ),
  filter: (
    <>
      <path d="M2.4 3.4h11.2L9.4 8.4v4.4l-2.8-1.4v-3z" />
    </>
  ),
  fit: (
    <>
      <path d="M2.4 5.6V2.4h3.2M10.4 2.4h3.2v3.2M13.6 10.4v3.2h-3.2M5.6 13.6H2.4v-3.2" />
    </>
  ),
  folder: (
    <>
      <path d="M1.8 4.2c0-.6.4-1 1-1h3.4l1.6 1.8h5.4c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1H2.8c-.6 0-1-.4-1-1z" />
    </>
  ),
  grip: (
    <>
      <path d="M6 4v.1M10 4v.1M6 8v.1M10 8v.1M6 12v.1M10 12v.1" strokeWidth="1.8" />
    </>
  ),
  hand: (
    <>
      <path d="m3 13 .8-3.2 7-7 2.4 2.4-7 7z" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M6.2 6.4a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3M8 11.4v.1" />
    </>
  ),
  image: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="m2.4 11 3.4-3.4 2.8 2.8 1.8-1.8 3.2 3" />
      <circle cx="10.4" cy="6" r=".9" />
    </>
  ),
  labels: (
    <>
      <path d="M2.4 4.2c0-1 .8-1.8 1.8-1.8h7.6c1 0 1.8.8 1.8 1.8v7.6c0 1-.8 1.8-1.8 1.8H4.2c-1 0-1.8-.8-1.8-1.8z" />
      <ellipse cx="6" cy="6.6" rx="1.8" ry="1.4" />
      <ellipse cx="10" cy="10" rx="1.5" ry="2" />
    </>
  ),
  left: (
    <>
      <path d="M10 3.6 5.6 8l4.4 4.4" />
    </>
  ),
  link: (
    <>
      <path d="M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8" />
      <path d="M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.8-.8" />
    </>
  ),
  manifest: (
    <>
      <path d="M4 1.8h5.4L12.6 5v9.2H4z" />
      <path d="M9.2 2v3.2h3.2M6 8h4.6M6 10.8h4.6" />
    </>
  ),
  merge: (
    <>
      <path d="M8 5.2A3.7 3.7 0 1 0 8 10.8 3.7 3.7 0 1 0 8 5.2z" />
      <path d="M8 7v2" strokeDasharray=".6 1.4" />
    </>
  ),
  missed: (
    <>
      <circle cx="8" cy="8" r="4.6" />
    </>
  ),
  model: (
    <>
      <circle cx="3.4" cy="4" r="1.4" />
      <circle cx="3.4" cy="12" r="1.4" />
      <circle cx="8" cy="8" r="1.4" />
      <circle cx="12.6" cy="8" r="1.4" />
      <path d="m4.5 4.9 2.4 2.2M4.5 11.1l2.4-2.2M9.4 8h1.8" />
    </>
  ),
  pause: (
    <>
      <path d="M5.4 3.4v9.2M10.6 3.4v9.2" strokeWidth="2" />
    </>
  ),
  pin: (
    <>
      <path d="M6 2.2h4l-.6 4.2 2.2 2.2H4.4l2.2-2.2zM8 8.6v5.2" />
    </>
  ),
  plate: (
    <>
      <rect x="1.8" y="3" width="12.4" height="10" rx="1" />
      <path d="M5 6.2v.1M8 6.2v.1M11 6.2v.1M5 9.8v.1M8 9.8v.1M11 9.8v.1" strokeWidth="1.8" />
    </>
  ),
  play: (
    <>
      <path d="M5 3.2v9.6l7.6-4.8z" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  pointer: (
    <>
      <path d="m3.4 2.6 9.4 4.6-4 1.4-1.6 4z" />
    </>
  ),
  power: (
    <>
      <path d="M8 2v5.6M4.8 4.2a5 5 0 1 0 6.4 0" />
    </>
  ),
  redo: (
    <>
      <path d="m10.4 3 3 3-3 3" />
      <path d="M13.2 6H6.6a3.8 3.8 0 0 0 0 7.6h2.8" />
    </>
  ),
  redraw: (
    <>
      <path d="m3 13 .8-3.2 7-7 2.4 2.4-7 7z" />
      <path d="m9.2 4.4 2.4 2.4" />
    </>
  ),
  retry: (
    <>
      <path d="M13 8a5 5 0 1 1-1.6-3.7" />
      <path d="M13.4 1.8v3.2h-3.2" />
    </>
  ),
  review: (
    <>
      <rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1" />
      <ellipse cx="7" cy="8.2" rx="2.6" ry="2" />
      <path d="M11.3 5.2v1.4M11.3 9.8v1.4" />
    </>
  ),
  right: (
    <>
      <path d="m6 3.6 4.4 4.4L6 12.4" />
    </>
  ),
  roi: (
    <>
      <path d="M4 4.2 11.2 3l1.6 6.4-5.6 3.8-4-3.6z" />
      <circle cx="4" cy="4.2" r=".9" />
      <circle cx="11.2" cy="3" r=".9" />
      <circle cx="12.8" cy="9.4" r=".9" />
      <circle cx="7.2" cy="13.2" r=".9" />
    </>
  ),
  saturated: (
    <>
      <path d="M2 13h2.6V9.4H8V6h3V3h3" />
      <path d="M2 3h12" strokeDasharray="1.6 1.6" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.4 3.4" />
    </>
  ),
  settings: (
    <>
      <path d="M2 5h6M12 5h2M2 11h2M8 11h6" />
      <circle cx="10" cy="5" r="1.8" />
      <circle cx="6" cy="11" r="1.8" />
    </>
  ),
  sort: (
    <>
      <path d="M8 3v10M4.6 9.6 8 13l3.4-3.4" />
    </>
  ),
  split: (
    <>
      <ellipse cx="8" cy="8" rx="6" ry="4" />
      <path d="m9.4 1.6-2.8 12.8" strokeDasharray="2 1.6" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M3.6 12.4l1-1M11.4 4.6l1-1" />
    </>
  ),
  superpixel: (
    <>
      <path d="m5.2 2 4.4.6 1.6 3.6-2.4 3-4.6-.8L2.4 5z" />
      <path d="m8.8 9.2 1.4 4M4.2 8.4l-1.6 3.4M11.2 6.2l3-.4" />
    </>
  ),
  swap: (
    <>
      <path d="M2.4 5.4h10.4M10.2 2.8l2.6 2.6-2.6 2.6M13.6 10.8H3.2M5.8 8.2l-2.6 2.6 2.6 2.6" />
    </>
  ),
  table: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="M2 6.4h12M2 9.8h12M6.4 6.4V13" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M8 2.6v10.8a5.4 5.4 0 0 0 0-10.8z" fill="currentColor" />
    </>
  ),
  undo: (
    <>
      <path d="M5.6 3 2.6 6l3 3" />
      <path d="M2.8 6h6.6a3.8 3.8 0 0 1 0 7.6H6.6" />
    </>
  ),
  wait: (
    <>
      <circle cx="8" cy="8" r="5.4" strokeDasharray="1.6 2.2" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.4 14.4 13.4H1.6z" />
      <path d="M8 6.6v3.2M8 11.6v.1" />
    </>
  ),
  x: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
} as const

export type IconName = keyof typeof DRAWN

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={className ? `icon ${className}` : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      {DRAWN[name]}
    </svg>
  )
}
