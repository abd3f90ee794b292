import { NoticeBox } from '../../ui/small'
import { useMarks } from '../plate/marks-store'
import { chooseMasks } from './errors-store'
import type { FoundErrors } from './use-image-errors'

/** Why there is no error map, in place of it, with what to do. */
export function NoErrors({ errors }: { errors: FoundErrors }) {
  const targets = useMarks((state) => state.review.targets)
  const choose = (
    <button type="button" className="btn btn--small" onClick={() => void chooseMasks()}>
      {errors.state === 'none' ? 'Choose target masks…' : 'Choose other masks…'}
    </button>
  )
  if (errors.state === 'none') {
    return (
      <div className="stage__say">
        <NoticeBox tone="info" icon="labels" actions={choose}>
          <b>An error map needs target masks.</b> Put one label image an image, with the same name, into a
          folder.
        </NoticeBox>
      </div>
    )
  }
  if (errors.state === 'no-match') {
    return (
      <div className="stage__say">
        <NoticeBox tone="attention" actions={choose}>
          <b>No target mask has this image’s name.</b> The run has its masks from {targets?.path}.
        </NoticeBox>
      </div>
    )
  }
  if (errors.state === 'failed') {
    return (
      <div className="stage__say">
        <NoticeBox tone="failure" actions={choose}>
          <b>{errors.message}</b> {errors.remedy}
        </NoticeBox>
      </div>
    )
  }
  return null
}
