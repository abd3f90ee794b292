import type { ImageRecord } from '@shared/run'
import { QUALITY_FLAGS } from '../../logic/flags'
import { NoticeBox } from '../../ui/small'

/** What the flags of these fields mean, and which fields could not be read. */
export function FlagNotes({ fields }: { fields: ImageRecord[] }) {
  const shown = QUALITY_FLAGS.filter(({ flag }) => fields.some((field) => field.flags.includes(flag)))
  const failed = fields.filter((field) => field.failure)
  if (shown.length + failed.length === 0) return null
  return (
    <section className="results__notes">
      {shown.map(({ flag, label, icon }) => {
        const sites = fields.filter((field) => field.flags.includes(flag))
        const notes = [...new Set(sites.flatMap((field) => field.notes))].slice(0, 2).join(' ')
        const where =
          fields.length > 1
            ? ` in ${sites.length === 1 ? 'field' : 'fields'} ${sites.map((s) => s.site ?? s.index + 1).join(', ')}`
            : ''
        return (
          <NoticeBox key={flag} tone="attention" icon={icon}>
            <b>
              {label}
              {where}.
            </b>{' '}
            {notes}
          </NoticeBox>
        )
      })}
      {failed.slice(0, 2).map((field) => (
        <NoticeBox key={field.index} tone="failure">
          <b>{field.failure?.message}</b> {field.failure?.remedy}
        </NoticeBox>
      ))}
    </section>
  )
}
