import type { DeviceChoice, Quality, RunSettings } from '@shared/run'
import { useEffect, useRef, useState } from 'react'
import { useApp } from '../../state/app-store'
import { Select } from '../../ui/small'

/** Every automatic choice of a run, each with "automatic" first. */
export function ChangeForm({
  settings,
  channels,
  onChange,
  onCancel,
}: {
  settings: Partial<RunSettings>
  channels: string[]
  onChange(settings: Partial<RunSettings>): void
  onCancel(): void
}) {
  const [draft, setDraft] = useState(settings)
  const models = useApp((state) => state.models)
  const devices = useApp((state) => state.devices)
  const form = useRef<HTMLFormElement>(null)
  // It stands in the place of the button that opened it.
  useEffect(() => form.current?.querySelector('select')?.focus(), [])
  const set = (change: Partial<RunSettings>) => setDraft({ ...draft, ...change })
  const channel = draft.channel ?? 'auto'
  return (
    <form
      ref={form}
      className="change"
      onSubmit={(event) => {
        event.preventDefault()
        onChange(draft)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // What it stands in stays.
        event.stopPropagation()
        onCancel()
      }}
    >
      {channels.length > 1 && (
        <Select
          label="Nuclei in"
          value={channel}
          onChange={(value) => set({ channel: value })}
          options={[
            { value: 'auto', label: 'automatic' },
            ...channels.map((name) => ({ value: name, label: name })),
          ]}
        />
      )}
      <Select<Quality>
        label="Quality"
        value={draft.quality ?? 'balanced'}
        onChange={(quality) => set({ quality })}
        options={[
          { value: 'fast', label: 'fast' },
          { value: 'balanced', label: 'balanced' },
          { value: 'best', label: 'best' },
        ]}
      />
      <Select
        label="Model"
        value={draft.model ?? 'auto'}
        onChange={(model) => set({ model })}
        options={[
          { value: 'auto', label: 'automatic' },
          ...models
            .filter((m) => !m.failure)
            .map((m) => ({
              value: m.name,
              label: `${m.name} ${m.version}${m.accuracy ? ` (${m.accuracy})` : ''}`,
            })),
        ]}
      />
      <Select<DeviceChoice>
        label="Device"
        value={draft.device ?? 'auto'}
        onChange={(device) => set({ device })}
        options={[
          { value: 'auto', label: 'automatic' },
          ...devices
            .filter((d) => d.state !== 'failed')
            .map((d) => ({ value: d.provider as DeviceChoice, label: d.name })),
        ]}
      />
      <div className="change__do">
        <button type="submit" className="btn btn--primary">
          Use these
        </button>
        <button type="button" className="btn" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  )
}
