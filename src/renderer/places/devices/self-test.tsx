import type { DeviceInfo } from '@shared/contract'
import { Icon, type IconName } from '../../ui/icon'

function Step({
  icon,
  tone,
  children,
  value,
}: {
  icon: IconName
  tone?: string
  children: React.ReactNode
  value?: string
}) {
  return (
    <li>
      <Icon name={icon} className={tone} />
      <span className="grow">{children}</span>
      {value && <b>{value}</b>}
    </li>
  )
}

/** The result of the last self-test in words; nothing that was not measured. */
export function SelfTest({ device, testing }: { device: DeviceInfo | undefined; testing: boolean }) {
  return (
    <section className="panel devices__test" aria-label="Self-test" data-region="self-test">
      <div className="panel__head">
        <h2 className="clip">Self-test{device ? `, ${device.name}` : ''}</h2>
      </div>
      <ul className="steps" aria-live="polite">
        {!device && <Step icon="wait">The devices are being looked for</Step>}
        {testing && <Step icon="wait">The self-test runs</Step>}
        {device && !testing && device.state === 'untested' && (
          <Step icon="wait">
            {device.reference
              ? 'The reference the others are compared with; Test all measures its speed'
              : 'Not tested in this session; a run tests it before it is used'}
          </Step>
        )}
        {device && !testing && device.state === 'ready' && (
          <>
            <Step icon="check" tone="is-active">
              Model loads and answers
            </Step>
            <Step icon="check" tone="is-active">
              {device.reference
                ? 'The other devices are compared with it'
                : 'Answers equal the CPU’s on the test image'}
            </Step>
            {device.largestDifference !== undefined && !device.reference && (
              <Step icon="check" tone="is-active" value={device.largestDifference.toFixed(4)}>
                Largest difference from the CPU’s answer
              </Step>
            )}
            {device.tileMs !== undefined && (
              <Step
                icon="check"
                tone="is-active"
                value={`${Math.round(device.tileMs)} ms${device.cpuTileMs && !device.reference ? `, ${(device.cpuTileMs / device.tileMs).toFixed(1)} × the CPU` : ''}`}
              >
                Speed, one tile
              </Step>
            )}
          </>
        )}
        {device && !testing && device.state === 'failed' && (
          <Step icon="fail" tone="is-failure">
            {device.failure?.message ?? 'It failed; it is shown, not used'}
          </Step>
        )}
      </ul>
      {device?.detail && <p className="devices__detail small faint">{device.detail}</p>}
    </section>
  )
}
