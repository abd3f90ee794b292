import type { ModelInfo } from '@shared/contract'
import { bytes } from '../../logic/format'
import { setPrefs, useApp } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { modelId } from './model-id'

interface Props {
  models: ModelInfo[]
  shown: string | undefined
  onShow(id: string): void
}

export function ModelTable({ models, shown, onShow }: Props) {
  const chosen = useApp((state) => state.prefs.model)
  return (
    <div className="scroll">
      <table className="table">
        <thead>
          <tr>
            <th>Model</th>
            <th>Used for</th>
            <th className="num" title="On fold 0 of the 2018 Data Science Bowl, never trained on">
              Measured
            </th>
            <th className="num">Size</th>
            <th>SHA-256</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td colSpan={5}>
              <label className="check">
                <input
                  type="radio"
                  name="model"
                  checked={chosen === 'auto'}
                  onChange={() => void setPrefs({ model: 'auto' })}
                />
                <span className="strong">Automatic</span>
                <span className="faint">the model of the chosen quality</span>
              </label>
            </td>
          </tr>
          {models.map((model) => (
            <tr
              key={modelId(model)}
              className={model.failure ? 'is-failed' : shown === modelId(model) ? 'is-selected' : undefined}
              onClick={() => onShow(modelId(model))}
            >
              <td>
                <label className="check">
                  <input
                    type="radio"
                    name="model"
                    checked={chosen === model.name}
                    disabled={model.failure !== undefined}
                    onFocus={() => onShow(modelId(model))}
                    onChange={() => void setPrefs({ model: model.name })}
                  />
                  <span className="strong">{model.name}</span> {model.version}
                  {!model.builtIn && <span className="faint">imported</span>}
                </label>
              </td>
              {model.failure ? (
                <td colSpan={4} title={model.failure.remedy}>
                  <span className="status is-failure">
                    <Icon name="fail" />
                  </span>{' '}
                  {model.failure.message}
                </td>
              ) : (
                <>
                  <td>{model.defaultFor.join(', ') || '–'}</td>
                  <td className="num">{model.accuracy ?? '–'}</td>
                  <td className="num">{model.bytes === undefined ? '–' : bytes(model.bytes)}</td>
                  <td className="mono">{model.sha256?.slice(0, 8) ?? '–'}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
