import { PathDialog } from '../../frame/path-dialog'
import { api } from '../../state/app-store'
import { accept } from './choose-source'
import { type Purpose, useEvaluate } from './evaluate-store'

const TITLES: Record<Purpose, string> = {
  targets: 'Choose target masks',
  prediction: 'Choose a segmenter’s results',
  images: 'Choose the folder of images',
  table: 'Choose a table (CSV)',
  a: 'Choose segmenter A',
  b: 'Choose segmenter B',
  'compare-images': 'Choose the folder of images',
}

/** Evaluate's chooser in a browser: a folder, a file, or both, by what it is for. */
export function SourceDialog({ purpose }: { purpose: Purpose }) {
  const folders = purpose !== 'table'
  const files = purpose !== 'images' && purpose !== 'compare-images'
  return (
    <PathDialog
      title={TITLES[purpose]}
      list={(handle) => api().request('evaluate.browse', handle ? { handle } : {})}
      files={
        files ? (listing) => listing.files.filter(({ name }) => folders || /\.csv$/i.test(name)) : undefined
      }
      take={folders ? 'Use this folder' : undefined}
      onTake={(handle) => accept(purpose, handle)}
      onClose={() => useEvaluate.setState({ asking: undefined })}
    />
  )
}
