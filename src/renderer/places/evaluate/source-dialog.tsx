import type { SourceListing } from '@shared/evaluate'
import { useEffect, useState } from 'react'
import { ModalDialog } from '../../frame/dialog'
import { api, asFailure } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { accept, type Purpose, useEvaluate } from './evaluate-store'

const TITLES: Record<Purpose, string> = {
  targets: 'Choose target masks',
  prediction: 'Choose a segmenter’s results',
  images: 'Choose the folder of images',
  table: 'Choose a table (CSV)',
  a: 'Choose segmenter A',
  b: 'Choose segmenter B',
  'compare-images': 'Choose the folder of images',
}

const close = () => useEvaluate.setState({ asking: undefined })

/** In a browser the services list folders and files; a page cannot be told where a file lies. */
export function SourceDialog({ purpose }: { purpose: Purpose }) {
  const [listing, setListing] = useState<SourceListing>()
  const [failure, setFailure] = useState<{ message: string; remedy: string }>()
  const browse = (handle?: string) => {
    api()
      .request('evaluate.browse', handle ? { handle } : {})
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
  const folders = purpose !== 'table'
  const files = purpose !== 'images' && purpose !== 'compare-images'
  const shown = (listing?.files ?? []).filter(({ name }) => files && (folders || /\.csv$/i.test(name)))
  return (
    <ModalDialog label={TITLES[purpose]} className="dialog--folders" onClose={close}>
      <div className="dialog__head">
        <h2 className="clip" title={listing?.handle.path}>
          {TITLES[purpose]}
        </h2>
        <button type="button" className="btn btn--quiet btn--icon" aria-label="Close" onClick={close}>
          <Icon name="x" />
        </button>
      </div>
      {failure && (
        <NoticeBox tone="failure">
          <b>{failure.message}</b> {failure.remedy}
        </NoticeBox>
      )}
      <ul className="menu menu--flat scroll folders" aria-label="Folders and files">
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
        {shown.map((file) => (
          <li key={file.id}>
            <button
              type="button"
              onClick={() => {
                close()
                accept(purpose, file)
              }}
            >
              <Icon name={/\.(png|tiff?|bmp)$/i.test(file.name) ? 'image' : 'table'} />
              <span className="clip">{file.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="dialog__foot">
        <span className="small faint grow clip">{listing?.handle.path}</span>
        <button type="button" className="btn" onClick={close}>
          Cancel
        </button>
        {folders && (
          <button
            type="button"
            className="btn btn--primary"
            disabled={!listing}
            onClick={() => {
              if (!listing) return
              close()
              accept(purpose, listing.handle)
            }}
          >
            Use this folder
          </button>
        )}
      </div>
    </ModalDialog>
  )
}
