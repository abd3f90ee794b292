import type { DeviceInfo } from '@shared/contract'
import type { DeviceChoice } from '@shared/run'
import { setPrefs } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'

const THROUGH: Record<string, string> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
}

interface Props {
  devices: DeviceInfo[]
  chosen: DeviceChoice
  shown: string | undefined
  testing: boolean
  onShow(provider: string): void
  onTest(): void
}

function State({ device, testing }: { device: DeviceInfo; testing: boolean }) {
  if (testing) {
    return (
      <span className="status is-active">
        <Icon name="wait" className="spin" />
        being tested
      </span>
    )
  }
  if (device.state === 'failed') {
    return (
      <span className="status is-failure">
        <Icon name="fail" />
        not used
      </span>
    )
  }
  if (device.state === 'untested' && !device.reference) {
    return (
      <span className="status">
        <Icon name="wait" />
        not tested yet
      </span>
    )
  }
  return (
    <span className="status is-active">
      <Icon name="check-circle" />
      {device.reference ? 'reference' : 'agrees with the CPU'}
    </span>
  )
}

export function DeviceTable({ devices, chosen, shown, testing, onShow, onTest }: Props) {
  const slowest = Math.max(...devices.map((d) => d.tileMs ?? 0), 1e-9)
  return (
    <div className="scroll">
      <table className="table">
        <thead>
          <tr>
            <th>Device</th>
            <th>Through</th>
            <th>Self-test</th>
            <th aria-label="Speed" />
            <th className="num">A tile</th>
          </tr>
        </thead>
        <tbody>
          <tr className={chosen === 'auto' ? 'is-auto' : undefined}>
            <td colSpan={5}>
              <label className="check">
                <input
                  type="radio"
                  name="device"
                  checked={chosen === 'auto'}
                  onChange={() => void setPrefs({ device: 'auto' })}
                />
                <span className="strong">Automatic</span>
                <span className="faint">the fastest that passes</span>
              </label>
            </td>
          </tr>
          {devices.map((device) => (
            <DeviceRows
              key={device.provider}
              device={device}
              chosen={chosen === device.provider}
              selected={shown === device.provider}
              testing={testing}
              share={(device.tileMs ?? 0) / slowest}
              onShow={onShow}
              onTest={onTest}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DeviceRows({
  device,
  chosen,
  selected,
  testing,
  share,
  onShow,
  onTest,
}: {
  device: DeviceInfo
  chosen: boolean
  selected: boolean
  testing: boolean
  share: number
  onShow(provider: string): void
  onTest(): void
}) {
  return (
    <>
      <tr className={selected ? 'is-selected' : undefined} onClick={() => onShow(device.provider)}>
        <td>
          <label className="check">
            <input
              type="radio"
              name="device"
              checked={chosen}
              disabled={device.state === 'failed'}
              onFocus={() => onShow(device.provider)}
              onChange={() => void setPrefs({ device: device.provider as DeviceChoice })}
            />
            <span className="two">
              <span className="strong">{device.name}</span>
              <span>{device.inUse ? 'in use now' : (device.detail ?? '')}</span>
            </span>
          </label>
        </td>
        <td>{THROUGH[device.provider] ?? device.provider}</td>
        <td>
          <State device={device} testing={testing} />
        </td>
        <td className="num">
          {device.tileMs !== undefined && (
            <i className="speed">
              <i style={{ width: `${share * 100}%` }} />
            </i>
          )}
        </td>
        <td className="num strong">
          {device.tileMs === undefined ? '–' : `${Math.round(device.tileMs)} ms`}
        </td>
      </tr>
      {device.failure && (
        <tr className="is-detail">
          <td colSpan={5}>
            <NoticeBox
              tone="failure"
              actions={
                <button type="button" className="btn btn--small" onClick={onTest}>
                  <Icon name="retry" />
                  Test again
                </button>
              }
            >
              <b>{device.failure.message}</b> {device.failure.remedy}
            </NoticeBox>
          </td>
        </tr>
      )}
    </>
  )
}
