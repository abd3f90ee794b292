import type { DeviceInfo, ModelInfo } from '@shared/contract'
import { useCorrect } from '../places/correct/correct-store'
import { useApp } from '../state/app-store'
import { runInQueue, useRuns } from '../state/runs-store'
import { Icon } from '../ui/icon'
import { CORRECT_HINTS, hintsFor } from './keys'

function deviceWords(device: DeviceInfo): string {
  return device.reference ? device.name : `${device.name} · ${device.provider}`
}

/** The model a run started now would take. */
export function modelInUse(
  models: ModelInfo[],
  chosen: string,
  quality: ModelInfo['defaultFor'][number],
): ModelInfo | undefined {
  const usable = models.filter((model) => !model.failure)
  return (
    usable.find((model) => model.name === chosen) ??
    usable.find((model) => model.defaultFor.includes(quality)) ??
    usable[0]
  )
}

/** Keys for this page on the left; what can be trusted (device, its check, model and hash) on the right. */
export function Strip() {
  const route = useApp((state) => state.route)
  const browser = useApp((state) => state.api?.shell === 'browser')
  const pixel = useApp((state) => state.pixel)
  const device = useApp((state) => state.devices.find((d) => d.inUse))
  const model = useApp((state) => modelInUse(state.models, state.prefs.model, state.prefs.quality))
  const connected = useApp((state) => state.connected)
  const queued = useRuns(({ runs }) =>
    route.place === 'count' && route.tab === 'queue' ? runInQueue(runs, route.runId)?.state : undefined,
  )
  const correcting = useCorrect((state) => state.at !== undefined)
  return (
    <footer className="strip">
      <div className="strip__hints">
        {(correcting ? CORRECT_HINTS : hintsFor(route, browser, queued)).map(([keys, what]) => (
          <span key={what}>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
            {what}
          </span>
        ))}
      </div>
      <div className="strip__end">
        {!connected && (
          <span className="is-failure" role="alert">
            <Icon name="fail" />
            No connection to Karyon; trying again
          </span>
        )}
        {pixel && <span className="strip__px">{pixel}</span>}
        {device && (
          <span title={device.detail}>
            <Icon
              name={device.state === 'ready' ? 'check-circle' : 'device'}
              className={device.state === 'ready' ? 'is-active' : undefined}
            />
            {deviceWords(device)}
          </span>
        )}
        {model && (
          <span>
            <Icon name="model" />
            {model.name} {model.version} <span className="mono faint">{model.sha256?.slice(0, 8)}</span>
          </span>
        )}
      </div>
    </footer>
  )
}
