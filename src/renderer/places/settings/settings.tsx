import type { Prefs } from '@shared/contract'
import type { ReactNode } from 'react'
import { api, setPrefs, tell, useApp } from '../../state/app-store'
import { CheckBelow } from '../../ui/check-below'
import { PaletteChoice } from '../evaluate/palette-choice'
import { RunEnd } from './run-end'

async function chooseOutput(): Promise<void> {
  if (api().shell === 'browser') {
    useApp.setState({ dialog: 'folders', choosing: 'output' })
    return
  }
  try {
    const [handle] = await api().request('paths.choose', { what: 'output' })
    if (handle) await setPrefs({ output: handle.path })
  } catch (error) {
    tell(error)
  }
}

function Group({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <fieldset className="setting">
      <legend>{title}</legend>
      <p className="small faint">{note}</p>
      <div className="setting__body">{children}</div>
    </fieldset>
  )
}

function Radios<K extends 'theme' | 'palette' | 'units' | 'quality'>({
  name,
  options,
}: {
  name: K
  options: [Prefs[K], string][]
}) {
  const value = useApp((state) => state.prefs[name])
  return options.map(([option, label]) => (
    <label className="check" key={option}>
      <input
        type="radio"
        name={name}
        checked={value === option}
        onChange={() => void setPrefs({ [name]: option })}
      />
      {label}
    </label>
  ))
}

function Box({ name, label }: { name: 'exportOverlays'; label: string }) {
  const on = useApp((state) => state.prefs[name])
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => void setPrefs({ [name]: event.target.checked })}
      />
      {label}
    </label>
  )
}

export function SettingsPlace() {
  const output = useApp((state) => state.prefs.output)
  const version = useApp((state) => state.info?.version)
  return (
    <main className="place">
      <header className="bar" data-region="bar">
        <h1>Settings</h1>
        <div className="bar__end">
          <span className="small faint">
            Karyon {version}. Changes hold at once; counts that were made stay as they are
          </span>
        </div>
      </header>
      <div className="settings scroll" data-region="settings">
        <Group title="Results" note="A folder with the tables, the label images and the record of each run.">
          <p className="setting__line">
            {output ? (
              <span className="mono clip">{output}</span>
            ) : (
              <span>Beside the images, in a folder named after them</span>
            )}
          </p>
          <button type="button" className="btn" onClick={() => void chooseOutput()}>
            Choose another folder…
          </button>
          {output && (
            <button type="button" className="btn btn--quiet" onClick={() => void setPrefs({ output: '' })}>
              Beside the images again
            </button>
          )}
        </Group>
        <Group
          title="Written with every new run"
          note="The workbook, the tables and the label images always are; Export makes overlays later too."
        >
          <Box name="exportOverlays" label="Overlays (PNG of each image with its outlines)" />
        </Group>
        <Group
          title="Quality of new runs"
          note="Chooses the model and how carefully each image is looked at."
        >
          <Radios
            name="quality"
            options={[
              ['fast', 'Fast'],
              ['balanced', 'Balanced'],
              ['best', 'Best'],
            ]}
          />
        </Group>
        <Group title="To check" note="Nuclei and images less sure than this are marked and come first.">
          <CheckBelow />
        </Group>
        <Group
          title="When a run ends"
          note="Told when Karyon is not in front. The title and a line in the window tell it in any case."
        >
          <RunEnd />
        </Group>
        <Group title="Units" note="µm where the image says its pixel size, otherwise pixels.">
          <Radios
            name="units"
            options={[
              ['um', 'µm'],
              ['px', 'Pixels'],
            ]}
          />
        </Group>
        <Group title="Error colours" note="Agreed, missed and extra nuclei in every error map.">
          <PaletteChoice />
        </Group>
        <Group title="Theme" note="The image’s surround, outlines and scales do not change with it.">
          <Radios
            name="theme"
            options={[
              ['system', 'As the system'],
              ['dark', 'Dark'],
              ['light', 'Light'],
            ]}
          />
        </Group>
      </div>
    </main>
  )
}
