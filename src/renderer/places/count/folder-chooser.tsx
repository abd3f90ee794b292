import type { FolderListing, PathHandle } from '@shared/contract'
import { useEffect, useState } from 'react'
import { closeDialog, ModalDialog } from '../../frame/dialog'
import { many } from '../../logic/format'
import { api, asFailure, refreshDevices, setPrefs, tell, useApp } from '../../state/app-store'
import { plan } from '../../state/count-store'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { openRunFolder } from './recent-runs'

const DO = {
  count: 'Count this folder',
  model: 'Import this model',
  output: 'Write results here',
  run: 'Open these results',
}

async function use(choosing: keyof typeof DO, handle: PathHandle): Promise<void> {
  if (choosing === 'count') return plan([handle])
  if (choosing === 'output') return setPrefs({ output: handle.path })
  if (choosing === 'run') return openRunFolder(handle.id)
  await api().request('models.import', { handle: handle.id })
  await refreshDevices()
}

/** In a browser there is no dialog that tells a page where a folder lies; the services list folders instead. */
export function FolderChooser() {
  const choosing = useApp((state) => state.choosing) ?? 'count'
  const [listing, setListing] = useState<FolderListing>()
  const [failure, setFailure] = useState<{ message: string; remedy: string }>()
  const browse = (handle?: string) => {
    api()
      .request('paths.browse', handle ? { handle } : {})
      .then(
        (found) => {
          setListing(found)
          setFailure(undefined)
        },
        (error) => setFailure(asFailure(error)),
      )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens.
  useEffect(() => browse(), [])
  return (
    <ModalDialog label="Choose a folder" className="dialog--folders">
      <div className="dialog__head">
        <h2 className="clip">{listing?.handle.path ?? 'Folders'}</h2>
        <button type="button" className="btn btn--quiet btn--icon" aria-label="Close" onClick={closeDialog}>
          <Icon name="x" />
        </button>
      </div>
      {failure && (
        <NoticeBox tone="failure">
          <b>{failure.message}</b> {failure.remedy}
        </NoticeBox>
      )}
      <ul className="menu menu--flat scroll folders" aria-label="Folders">
        {listing?.parent && (
          <li>
            <button type="button" onClick={() => browse(listing.parent?.id)}>
              <Icon name="left" />
              One folder up
            </button>
          </li>
        )}
        {listing?.folders.map((folder) => (
          <li key={folder.id}>
            <button type="button" onClick={() => browse(folder.id)}>
              <Icon name="folder" />
              <span className="clip">{folder.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="dialog__foot">
        <span className="small faint grow">
          {listing ? `${many(listing.images, 'image')} directly in this folder` : ''}
        </span>
        <button type="button" className="btn" onClick={closeDialog}>
          Cancel
        </button>
        <button
          type="button"
          className="btn btn--primary"
          disabled={!listing}
          onClick={() => {
            if (!listing) return
            closeDialog()
            use(choosing, listing.handle).catch(tell)
          }}
        >
          {DO[choosing]}
        </button>
      </div>
    </ModalDialog>
  )
}
