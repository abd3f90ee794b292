/** Numbers as they stand on the screen: comma thousands, ".84" for scores, "–" for nothing. */

export const NOTHING = '–'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

export function int(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? NOTHING : whole.format(Math.round(value))
}

/** About three significant digits: 1,066 · 184 · 21.4 · 0.68. */
export function measure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NOTHING
  const size = Math.abs(value)
  if (size >= 100 || size === 0) return whole.format(Math.round(value))
  return value.toFixed(size >= 10 ? 1 : 2)
}

/** Leading zero dropped: .84, 1.00. */
export function score(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NOTHING
  return value.toFixed(2).replace(/^(-?)0\./, '$1.')
}

export function percent(value: number): string {
  return `${Math.floor(value * 100)} %`
}

export function duration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return NOTHING
  if (seconds > 0 && seconds < 0.5) return 'under 1 s'
  const s = Math.round(seconds)
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ''}`
  return `${Math.floor(s / 3600)} h${Math.floor((s % 3600) / 60) ? ` ${Math.floor((s % 3600) / 60)} min` : ''}`
}

export function took(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return NOTHING
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`
}

export function rate(perSecond: number | undefined): string {
  if (perSecond === undefined || !Number.isFinite(perSecond)) return NOTHING
  return perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(1)
}

export function bytes(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} GB`
  return n >= 1e6 ? `${(n / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(n / 1e3))} kB`
}

export function clock(date: Date): string {
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

/** 14:12 today, "Yesterday", otherwise the date. */
export function when(iso: string | undefined, now = new Date()): string {
  if (!iso) return ''
  const date = new Date(iso)
  const day = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 86_400_000
  const ago = day(now) - day(date)
  if (ago === 0) return clock(date)
  if (ago === 1) return 'Yesterday'
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

export { many } from '@shared/many'
