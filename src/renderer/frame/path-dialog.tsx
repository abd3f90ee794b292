import type { FolderListing } from '@shared/contract'
import type { SourceListing } from '@shared/evaluate'
import type { PathHandle } from '@shared/path-handle'
import { useEffect, useState } from 'react'
import { asFailure } from '../state/app-store'
import { Icon } from '../ui/icon'
import { NoticeBox } from '../ui/small'
import { ModalDialog } from './dialog'

type Listing = FolderListing | SourceListing

interface Props<L extends Listing> {
  title: string
  /** Lists a folder; without a handle the place to begin at. */
  list(handle?: string): Promise<L>
  /** Files that may be taken, where files may be. */
  files?(listing: L): PathHandle[]
  /** What the button that takes the folder shown says; without it only files are taken. */
  take?: string
  /** Words on the folder shown, at the foot. */
  note?(listing: L): string
  onTake(handle: PathHandle): void
  onClose(): void
}

/** Folders and files as the services list them: in a browser no dialog tells a page where a file lies. */
export function PathDialog<L extends Listing>({ title, list, files, take, note, onTake, onClose }: Props<L>) {
  const [listing, setListing] = useState<L>()
  const [failure, setFailure] = useState<{ message: string; remedy: string }>()
  const browse = (handle?: string) => {
    list(handle).then(
      (found) => {
        setListing(found)
        setFailure(undefined)
      },
      (error) => setFailure(asFailure(error)),
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens.
  useEffect(() => browse(), [])
  const choose = (handle: PathHandle) => {
    onClose()
    onTake(handle)
  }
  return (
    <ModalDialog label={title} className="dialog--folders" onClose={onClose}>
      <div className="dialog__head">
        <h2 className="clip" title={listing?.handle.path}>
          {title}
        </h2>
        <button type="button" className="btn btn--quiet btn--icon" aria-label="Close" onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      {failure && (
        <NoticeBox tone="failure">
          <b>{failure.message}</b> {failure.remedy}
        </NoticeBox>
      )}
      <ul
        className="menu menu--flat scroll folders"
        aria-label={files ? 'Folders and files' : 'Folders'}
        key={listing?.handle.id}
      >
        {listing?.parent && (
          <PathRow icon="left" name="One folder up" onPick={() => browse(listing.parent?.id)} />
        )}
        {listing?.folders.map((folder) => (
          <PathRow key={folder.id} icon="folder" name={folder.name} onPick={() => browse(folder.id)} />
        ))}
        {listing &&
          files?.(listing).map((file) => (
            <PathRow
              key={file.id}
              icon={/\.(png|tiff?|bmp)$/i.test(file.name) ? 'image' : 'table'}
              name={file.name}
              onPick={() => choose(file)}
            />
          ))}
      </ul>
      <div className="dialog__foot">
        <span className="small faint grow clip" title={listing?.handle.path}>
          {listing?.handle.path}
          {listing && note && ` · ${note(listing)}`}
        </span>
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        {take && (
          <button
            type="button"
            className="btn btn--primary"
            disabled={!listing}
            onClick={() => listing && choose(listing.handle)}
          >
            {take}
          </button>
        )}
      </div>
    </ModalDialog>
  )
}

function PathRow({
  icon,
  name,
  onPick,
}: {
  icon: 'left' | 'folder' | 'image' | 'table'
  name: string
  onPick(): void
}) {
  return (
    <li>
      <button type="button" onClick={onPick}>
        <Icon name={icon} />
        <span className="clip">{name}</span>
      </button>
    </li>
  )
}
