import type { Failure } from '@core/errors'
import type { Api, AppInfo, DeviceInfo, ModelInfo, Notice, Prefs } from '@shared/contract'
import { DEFAULT_PREFS } from '@shared/defaults'
import { create } from 'zustand'
import { type Route, routeFromHash } from './route'

export type Dialog = 'keys' | 'find' | 'folders' | undefined

export interface Toast {
  text: string
  action?: { label: string; run(): void }
}

interface AppState {
  api: Api | undefined
  info: AppInfo | undefined
  prefs: Prefs
  models: ModelInfo[]
  devices: DeviceInfo[]
  connected: boolean
  notices: Notice[]
  route: Route
  dialog: Dialog
  /** Files are held over the window. */
  dragging: boolean
  /** What the in-page folder chooser is for. */
  choosing: 'count' | 'model' | 'output' | 'run' | undefined
  toast: Toast | undefined
  /** Pixel under the pointer in Review, for the strip. */
  pixel: string | undefined
}

export const useApp = create<AppState>(() => ({
  api: undefined,
  info: undefined,
  prefs: DEFAULT_PREFS,
  models: [],
  devices: [],
  connected: true,
  notices: [],
  route: routeFromHash(window.location.hash),
  dialog: undefined,
  choosing: undefined,
  dragging: false,
  toast: undefined,
  pixel: undefined,
}))

/** The api; the window is only drawn once it is there. */
export function api(): Api {
  const found = useApp.getState().api
  if (!found) throw new Error('the api is not connected')
  return found
}

/** Changes of the settings that are not answered yet: until then the page knows better than what comes of them. */
let unanswered = 0

export async function setPrefs(change: Partial<Prefs>): Promise<void> {
  useApp.setState({ prefs: { ...useApp.getState().prefs, ...change } })
  unanswered++
  const answer = await api()
    .request('prefs.set', change)
    .catch((error) => tell(error))
  unanswered--
  if (answer) takePrefs(answer)
}

/** Settings as the services have them now. */
export function takePrefs(prefs: Prefs): void {
  if (unanswered === 0) useApp.setState({ prefs })
}

let notices = 0

/** Shows a failure in words, in place, until it is put away. */
export function tell(error: unknown): void {
  const failure = asFailure(error)
  const { notices: old } = useApp.getState()
  if (old.some((notice) => notice.message === failure.message)) return
  const notice: Notice = {
    id: `w${++notices}`,
    tone: 'failure',
    message: failure.message,
    remedy: failure.remedy,
  }
  useApp.setState({ notices: [...old, notice] })
}

export function asFailure(error: unknown): Pick<Failure, 'message' | 'remedy'> {
  if (error instanceof Error) {
    const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : ''
    return { message: error.message, remedy }
  }
  return { message: String(error), remedy: '' }
}

export function putAway(id: string): void {
  useApp.setState({ notices: useApp.getState().notices.filter((notice) => notice.id !== id) })
}

/** Shows a line for a while. @returns what puts it away before that */
export function toast(text: string, action?: Toast['action']): () => void {
  const shown: Toast = { text, action }
  const close = () => {
    if (useApp.getState().toast === shown) useApp.setState({ toast: undefined })
  }
  useApp.setState({ toast: shown })
  setTimeout(close, 6000)
  return close
}

/** Does what the line offers, once: the line goes with it. */
export function takeOffer(shown: Toast): void {
  if (useApp.getState().toast !== shown) return
  useApp.setState({ toast: undefined })
  shown.action?.run()
}

export async function refreshDevices(): Promise<void> {
  try {
    const [devices, models] = await Promise.all([
      api().request('devices.list', {}),
      api().request('models.list', {}),
    ])
    useApp.setState({ devices, models })
  } catch (error) {
    tell(error)
  }
}
