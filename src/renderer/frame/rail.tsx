import { useApp } from '../state/app-store'
import { type Route, routeToHash } from '../state/route'
import { Icon, type IconName } from '../ui/icon'

export const PLACES: { place: Route['place']; label: string; icon: IconName; route: Route }[] = [
  { place: 'count', label: 'Count', icon: 'count', route: { place: 'count', tab: 'new' } },
  { place: 'review', label: 'Review', icon: 'review', route: { place: 'review', tab: 'plate' } },
  { place: 'evaluate', label: 'Evaluate', icon: 'evaluate', route: { place: 'evaluate', tab: 'scores' } },
  { place: 'devices', label: 'Models & device', icon: 'device', route: { place: 'devices' } },
]

export function Rail() {
  const place = useApp((state) => state.route.place)
  return (
    <nav className="rail" aria-label="Places" data-region="places">
      {PLACES.map((item) => (
        <a
          key={item.place}
          href={routeToHash(item.route)}
          aria-current={place === item.place ? 'page' : undefined}
        >
          <Icon name={item.icon} />
          <span>{item.label}</span>
        </a>
      ))}
      <a
        className="rail__end rail__small"
        href={routeToHash({ place: 'help' })}
        aria-current={place === 'help' ? 'page' : undefined}
      >
        <Icon name="help" />
        <span>Help</span>
      </a>
      <a
        className="rail__small"
        href={routeToHash({ place: 'settings' })}
        aria-current={place === 'settings' ? 'page' : undefined}
      >
        <Icon name="settings" />
        <span>Settings</span>
      </a>
    </nav>
  )
}
