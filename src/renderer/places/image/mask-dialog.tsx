import { PathDialog } from '../../frame/path-dialog'
import { api } from '../../state/app-store'
import { attachMasks, useReviewErrors } from './errors-store'

/** The chooser of target masks in a browser. */
export function MaskDialog() {
  return (
    <PathDialog
      title="Choose target masks"
      list={(handle) => api().request('evaluate.browse', handle ? { handle } : {})}
      files={({ files }) => files}
      take="Use this folder"
      onTake={(handle) => void attachMasks(handle)}
      onClose={() => useReviewErrors.setState({ choosing: false })}
    />
  )
}
