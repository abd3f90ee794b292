import type { DeviceInfo, ModelInfo } from '@shared/contract'
import { useCallback, useEffect, useState } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { modelInUse } from '../../frame/strip'
import { api, tell, useApp } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { DeviceTable } from './device-table'
import { importModel } from './import-model'
import { ImportZone, Refused } from './import-zone'
import { ModelCard } from './model-card'
import { modelId } from './model-id'
import { ModelTable } from './model-table'
import { SelfTest } from './self-test'

async function chooseModel(): Promise<void> {
  if (api().shell === 'browser') {
    useApp.setState({ dialog: 'folders', choosing: 'model' })
    return
  }
  try {
    const [handle] = await api().request('paths.choose', { what: 'model' })
    if (handle) await importModel(handle.id)
  } catch (error) {
    tell(error)
  }
}

/** What Karyon counts with: devices and their self-test, models and their cards. */
export function DevicesPlace() {
  const devices = useApp((state) => state.devices)
  const models = useApp((state) => state.models)
  const prefs = useApp((state) => state.prefs)
  const [device, setDevice] = useState<string>()
  const [model, setModel] = useState<string>()
  const [testing, setTesting] = useState(false)
  const shownDevice: DeviceInfo | undefined =
    devices.find((d) => d.provider === device) ?? devices.find((d) => d.inUse) ?? devices[0]
  const shownModel: ModelInfo | undefined =
    models.find((m) => modelId(m) === model) ?? modelInUse(models, prefs.model, prefs.quality)
  const test = useCallback(async () => {
    setTesting(true)
    try {
      useApp.setState({ devices: await api().request('devices.test', {}) })
    } catch (error) {
      tell(error)
    } finally {
      setTesting(false)
    }
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 't' ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        isTyping(event)
      )
        return
      event.preventDefault()
      void test()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [test])
  return (
    <main className="place">
      <header className="bar" data-region="bar">
        <h1>Models &amp; device</h1>
        <div className="bar__end">
          <span className="small faint bar__sum">
            Models on this computer only. Nothing is fetched or sent
          </span>
          <button type="button" className="btn" onClick={() => void chooseModel()}>
            <Icon name="plus" />
            Import model…
          </button>
        </div>
      </header>
      <div className="devices">
        <section className="panel devices__list" aria-label="Devices" data-region="devices">
          <div className="panel__head">
            <h2>Devices</h2>
            <span className="small faint">the fastest that passes its self-test is used</span>
            <span className="end">
              <button
                type="button"
                className="btn btn--quiet btn--small"
                disabled={testing}
                onClick={() => void test()}
              >
                <Icon name="retry" />
                {testing ? 'Testing' : 'Test all'} <kbd>T</kbd>
              </button>
            </span>
          </div>
          <DeviceTable
            devices={devices}
            chosen={prefs.device}
            shown={shownDevice?.provider}
            testing={testing}
            onShow={setDevice}
            onTest={() => void test()}
          />
        </section>
        <SelfTest device={shownDevice} testing={testing} />
        <section className="panel devices__models" aria-label="Models" data-region="models">
          <div className="panel__head">
            <h2>Models</h2>
            <span className="small faint">a run keeps the model it was made with</span>
          </div>
          <ModelTable models={models} shown={shownModel && modelId(shownModel)} onShow={setModel} />
          <Refused />
          <ImportZone />
        </section>
        {shownModel && <ModelCard model={shownModel} />}
      </div>
    </main>
  )
}
