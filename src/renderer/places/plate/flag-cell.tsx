import type { ImageFlag } from '@shared/run'
import { qualityFlag } from '../../logic/flags'
import { Icon } from '../../ui/icon'

/** The weightiest quality flag with its sign, or that the image could not be read. */
export function FlagCell({ flags, failed = false }: { flags: ImageFlag[]; failed?: boolean }) {
  if (failed) {
    return (
      <span className="status is-failure">
        <Icon name="fail" />
        Not read
      </span>
    )
  }
  const flag = qualityFlag(flags)
  if (!flag) return null
  return (
    <span className="flagged">
      <Icon name={flag.icon} />
      {flag.label}
    </span>
  )
}
