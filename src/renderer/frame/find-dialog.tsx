import { useMemo, useState } from 'react'
import { many } from '../logic/format'
import { go } from '../state/address'
import { setPrefs, useApp } from '../state/app-store'
import { choose, countSample } from '../state/count-store'
import { useRuns } from '../state/runs-store'
import { Icon, type IconName } from '../ui/icon'
import { closeDialog, ModalDialog } from './dialog'

interface Entry {
  /** The run's id; of everything else the label tells it from the others. */
  id?: string
  icon: IconName
  label: string
  end?: string
  run(): void
}

function useEntries(): Entry[] {
  const runs = useRuns((state) => state.runs)
  const sample = useApp((state) => state.info?.sample)
  return useMemo(() => {
    const fixed: Entry[] = [
      { icon: 'folder', label: 'Choose folder…', end: 'Ctrl O', run: () => void choose('folder') },
      { icon: 'count', label: 'Count: new', end: 'Alt 1', run: () => go({ place: 'count', tab: 'new' }) },
      { icon: 'count', label: 'Count: queue', run: () => go({ place: 'count', tab: 'queue' }) },
      { icon: 'review', label: 'Review', end: 'Alt 2', run: () => go({ place: 'review', tab: 'plate' }) },
      {
        icon: 'evaluate',
        label: 'Evaluate: scores',
        end: 'Alt 3',
        run: () => go({ place: 'evaluate', tab: 'scores' }),
      },
      { icon: 'evaluate', label: 'Evaluate: compare', run: () => go({ place: 'evaluate', tab: 'compare' }) },
      { icon: 'device', label: 'Models & device', end: 'Alt 4', run: () => go({ place: 'devices' }) },
      { icon: 'settings', label: 'Settings', run: () => go({ place: 'settings' }) },
      { icon: 'help', label: 'Help', run: () => go({ place: 'help' }) },
      { icon: 'help', label: 'Licences', run: () => go({ place: 'help', tab: 'licences' }) },
      { icon: 'theme', label: 'Dark theme', run: () => void setPrefs({ theme: 'dark' }) },
      { icon: 'theme', label: 'Light theme', run: () => void setPrefs({ theme: 'light' }) },
    ]
    if (sample) fixed.push({ icon: 'play', label: 'Count the sample plate', run: () => void countSample() })
    const found = [...runs].reverse().map((run): Entry => {
      const done = run.state === 'done'
      return {
        id: run.id,
        icon: 'plate',
        label: run.name,
        end: done ? many(run.nuclei, 'nucleus', 'nuclei') : run.state,
        run: () =>
          go(
            done
              ? { place: 'review', tab: 'plate', runId: run.id }
              : { place: 'count', tab: 'queue', runId: run.id },
          ),
      }
    })
    return [...fixed, ...found]
  }, [runs, sample])
}

/** Ctrl K: every place, command and run by name. */
export function FindDialog() {
  const entries = useEntries()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const hits = entries
    .filter((entry) => words.every((word) => entry.label.toLowerCase().includes(word)))
    .slice(0, 16)
  const picked = Math.min(at, hits.length - 1)
  const run = (entry: Entry | undefined) => {
    if (!entry) return
    closeDialog()
    entry.run()
  }
  return (
    <ModalDialog label="Find or run" className="dialog--find">
      <div className="find">
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type in it.
          autoFocus
          aria-label="Find or run"
          role="combobox"
          aria-expanded="true"
          aria-controls="find-hits"
          aria-activedescendant={hits[picked] ? `hit-${picked}` : undefined}
          placeholder="A place, a command or a run"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt(Math.min(picked + 1, hits.length - 1))
            else if (event.key === 'ArrowUp') setAt(Math.max(picked - 1, 0))
            else if (event.key === 'Enter') run(hits[picked])
            else return
            event.preventDefault()
          }}
        />
      </div>
      <div className="menu menu--flat" id="find-hits" role="listbox" aria-label="Found">
        {hits.map((entry, i) => (
          <div
            key={entry.id ?? entry.label}
            id={`hit-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === picked}
            className={i === picked ? 'menu__item is-hover' : 'menu__item'}
            onClick={() => run(entry)}
            onKeyDown={(event) => event.key === 'Enter' && run(entry)}
          >
            <Icon name={entry.icon} />
            <span className="clip">{entry.label}</span>
            {entry.end && <span className="end">{entry.end}</span>}
          </div>
        ))}
        {hits.length === 0 && <p className="menu__none">Nothing is called “{text}”.</p>}
      </div>
    </ModalDialog>
  )
}
