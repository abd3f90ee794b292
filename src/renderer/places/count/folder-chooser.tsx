import type { PathHandle } from '@shared/path-handle'
import { closeDialog } from '../../frame/dialog'
import { PathDialog } from '../../frame/path-dialog'
import { many } from '../../logic/format'
import { api, setPrefs, tell, useApp } from '../../state/app-store'
import { plan } from '../../state/count-store'
import { importModel } from '../devices/import-model'
import { openRunFolder } from './recent-runs'

const DO = {
  count: ['Choose a folder of images', 'Count this folder'],
  model: ['Choose a model folder', 'Import this model'],
  output: ['Choose where results are written', 'Write results here'],
  run: ['Choose a results folder', 'Open these results'],
} as const

async function use(choosing: keyof typeof DO, handle: PathHandle): Promise<void> {
  if (choosing === 'count') return plan([handle])
  if (choosing === 'output') return setPrefs({ output: handle.path })
  if (choosing === 'run') return openRunFolder(handle.id)
  await importModel(handle.id)
}

/** The chooser of folders in a browser, for what was asked for. */
export function FolderChooser() {
  const choosing = useApp((state) => state.choosing) ?? 'count'
  const [title, take] = DO[choosing]
  return (
    <PathDialog
      title={title}
      list={(handle) => api().request('paths.browse', handle ? { handle } : {})}
      take={take}
      note={
        choosing === 'count' ? ({ images }) => `${many(images, 'image')} directly in this folder` : undefined
      }
      onTake={(handle) => void use(choosing, handle).catch(tell)}
      onClose={closeDialog}
    />
  )
}
