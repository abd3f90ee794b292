import { Icon } from '../ui/icon'
import { closeDialog, ModalDialog } from './dialog'
import { KEYS } from './keys'

export function KeyList() {
  return (
    <div className="keys">
      {KEYS.map((group) => (
        <div key={group.title}>
          <h3>{group.title}</h3>
          <dl>
            {group.keys.map(([keys, what]) => (
              <div key={what} className="keys__line">
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}

export function KeysDialog() {
  return (
    <ModalDialog label="Keys" className="dialog--keys">
      <div className="dialog__head">
        <h2>Keys</h2>
        <button type="button" className="btn btn--quiet btn--icon" aria-label="Close" onClick={closeDialog}>
          <Icon name="x" />
        </button>
      </div>
      <KeyList />
    </ModalDialog>
  )
}
