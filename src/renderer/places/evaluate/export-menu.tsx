import type { EvaluateExport } from '@shared/evaluate'
import { api, tell, toast, useApp } from '../../state/app-store'
import { type ExportItem, ExportMenu as Menu } from '../../ui/export-menu'
import { useEvaluate } from './evaluate-store'

type Item = ExportItem & { what: EvaluateExport }

export const SCORE_EXPORTS: Item[] = [
  { what: 'report', icon: 'manifest', label: 'Report', end: 'HTML' },
  { what: 'tables', icon: 'table', label: 'Tables of images and objects', end: 'CSV, JSON' },
  { what: 'plots', icon: 'evaluate', label: 'Plots', end: 'SVG, PNG' },
  { what: 'map', icon: 'image', label: 'Error map of this image', end: 'PNG' },
  { what: 'maps', icon: 'image', label: 'Error maps of all images', end: 'PNG' },
  { what: 'sheets', icon: 'plate', label: 'Contact sheets by group', end: 'PNG' },
]

export const COMPARE_EXPORTS: Item[] = [
  { what: 'tables', icon: 'table', label: 'Tables of fields and objects', end: 'CSV, JSON' },
  { what: 'map', icon: 'image', label: 'Difference map of this field', end: 'PNG' },
  { what: 'sheets', icon: 'plate', label: 'Contact sheets', end: 'PNG' },
]

/** Everything that can be written of an evaluation; where it went is said, with the number of files. */
export function ExportMenu(props: { id: string; image: number; segmenter: number; items: Item[] }) {
  const work = useEvaluate((state) => state.work)
  const palette = useApp((state) => state.prefs.palette)
  const writing = work.state === 'running' && work.what === 'export'
  const write = async ({ what, label }: Item) => {
    useEvaluate.setState({ work: { state: 'running', what: 'export' } })
    try {
      const { id, image, segmenter } = props
      const place = { id, image, segmenter, what, palette }
      const { folder, files } = await api().request('evaluate.export', place)
      toast(`${label}: ${files} ${files === 1 ? 'file' : 'files'} in ${folder}`)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'cancelled')) tell(error)
    } finally {
      useEvaluate.setState({ work: { state: 'idle' } })
    }
  }
  const share = writing && work.event ? ` ${work.event.done} of ${work.event.total}` : ''
  return (
    <Menu
      items={props.items}
      busy={writing ? `Writing${share}` : undefined}
      disabled={work.state === 'running'}
      onPick={(item) => void write(item)}
    />
  )
}
