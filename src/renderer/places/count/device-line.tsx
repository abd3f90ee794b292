import { useApp } from '../../state/app-store'
import { routeToHash } from '../../state/route'
import { Icon } from '../../ui/icon'

/** Where a run would be counted, and whether that was checked. */
export function DeviceLine() {
  const device = useApp((state) => state.devices.find((d) => d.inUse))
  const failed = useApp((state) => state.devices.find((d) => d.state === 'failed'))
  if (!device) return <p className="device-line" />
  return (
    <p className="device-line">
      <Icon
        name={device.state === 'ready' ? 'check-circle' : 'device'}
        className={device.state === 'ready' ? 'is-active' : undefined}
      />
      <span className="clip">
        Runs on <b>{device.name}</b>
        {device.reference ? '' : device.state === 'ready' ? ', checked against the CPU' : ''}
        {device.state === 'untested' && !device.reference && (
          <span className="faint">; not tested yet in this session</span>
        )}
        {failed && <span className="faint"> · {failed.name} is not used</span>}
      </span>
      <a className="link" href={routeToHash({ place: 'devices' })}>
        Models &amp; device
      </a>
    </p>
  )
}
