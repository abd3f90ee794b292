import { useState } from 'react'
import { api, tell, useApp } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { importModel, useImport } from './import-model'

export function Refused() {
  const refused = useImport((state) => state.refused)
  if (!refused) return null
  return (
    <NoticeBox
      tone="failure"
      actions={
        <button
          type="button"
          className="btn btn--small"
          onClick={() => useImport.setState({ refused: undefined })}
        >
          Understood
        </button>
      }
    >
      <b>{refused.message}</b> {refused.remedy}
    </NoticeBox>
  )
}

export function ImportZone() {
  const native = useApp((state) => state.api?.shell !== 'browser')
  const [over, setOver] = useState(false)
  return (
    <section
      className={over ? 'import is-over' : 'import'}
      aria-label="Import a model"
      data-takes-drop
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        api()
          .dropped(event.dataTransfer)
          .then(([handle]) => handle && importModel(handle.id))
          .catch(tell)
      }}
    >
      <i className="drop__corner" />
      <i className="drop__corner" />
      <i className="drop__corner" />
      <i className="drop__corner" />
      <Icon name="model" />
      <p>
        <b>{native ? 'Drop a model folder here' : 'Drop or choose a model folder'}</b> It holds model.onnx and
        manifest.json. Karyon checks the file’s hash, its inputs and its outputs before it is used.
      </p>
    </section>
  )
}
