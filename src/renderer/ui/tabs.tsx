import type { ReactNode } from 'react'
import { type Route, routeToHash } from '../state/route'

/** The parts of a place, in its bar. */
export function Tabs({
  label,
  tabs,
}: {
  label: string
  tabs: { name: string; route: Route; current: boolean; extra?: ReactNode }[]
}) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ name, route, current, extra }) => (
        <a key={name} href={routeToHash(route)} aria-current={current ? 'page' : undefined}>
          {name}
          {extra && <> {extra}</>}
        </a>
      ))}
    </nav>
  )
}
