import type { ImageRecord, RunSummary } from '@shared/run'
import { qualityFlag } from '../../logic/flags'
import { many } from '../../logic/format'
import { routeToHash } from '../../state/route'
import { Thumb } from '../../ui/thumb'
import { placeOf } from '../queue/image-row'

const MOST_FIELDS = 12

/** The fields of a well, each a way to its image. */
export function FieldThumbs({ run, fields }: { run: RunSummary; fields: ImageRecord[] }) {
  return (
    <section>
      <div className="fields">
        {fields.slice(0, MOST_FIELDS).map((field) => (
          <a
            key={field.index}
            href={routeToHash({ place: 'review', tab: 'image', runId: run.id, index: field.index })}
            className={qualityFlag(field.flags) ? 'is-flagged' : undefined}
            title={`Open ${placeOf(field)}`}
          >
            <Thumb runId={run.id} index={field.index} className="fields__thumb" />
            <span>{field.site ?? field.index + 1}</span>
            <b>{field.count ?? '–'}</b>
          </a>
        ))}
      </div>
      {fields.length > MOST_FIELDS && (
        <p className="small faint">and {many(fields.length - MOST_FIELDS, 'more field')} in the table</p>
      )}
    </section>
  )
}
