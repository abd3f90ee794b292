import { useApp } from './app-store'
import { type Route, routeFromHash, routeToHash } from './route'

/** Goes to a place: the next key, which may come before the browser has told of the new address, finds it there. */
export function go(route: Route): void {
  window.location.hash = routeToHash(route)
  readAddress()
}

/** From now on the place is what the address says: Back, links and a typed address lead there too. */
export function followAddress(): void {
  window.addEventListener('hashchange', readAddress)
}

/** The browser tells of what `go` did as well, a task later: nothing is drawn a second time for that. */
function readAddress(): void {
  const route = routeFromHash(window.location.hash)
  if (routeToHash(route) !== routeToHash(useApp.getState().route)) useApp.setState({ route })
}
