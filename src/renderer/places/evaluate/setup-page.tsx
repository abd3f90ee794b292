import type { ReactNode } from 'react'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { pick } from './choose-source'
import { type Purpose, useEvaluate } from './evaluate-store'

/** The page on which it is chosen what is scored or compared. */
export function SetupPage({
  title,
  words,
  children,
}: {
  title: string
  words: ReactNode
  children: ReactNode
}) {
  return (
    <div className="setup scroll" data-region="setup">
      <div className="setup__form">
        <h2>{title}</h2>
        <p className="muted">{words}</p>
        {children}
      </div>
    </div>
  )
}

/** Why scoring or comparing did not end. */
export function WorkFailure({ what }: { what: 'scores' | 'comparison' }) {
  const work = useEvaluate((state) => state.work)
  if (work.state !== 'failed' || work.what !== what) return null
  return (
    <NoticeBox tone="failure">
      <b>{work.message}</b> {work.remedy}
    </NoticeBox>
  )
}

export function FolderButton({ purpose, words }: { purpose: Purpose; words: string }) {
  return (
    <button type="button" className="btn btn--small" onClick={() => void pick(purpose, 'folder')}>
      <Icon name="folder" />
      {words}
    </button>
  )
}
