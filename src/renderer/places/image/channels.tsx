import type { Histogram, ImageView } from '@shared/contract'
import type { ImageRecord } from '@shared/run'
import { useState } from 'react'
import { firstColor, setTone, toneKey, useViewer } from '../../state/viewer-store'
import { Slider } from '../../ui/slider'
import { Select } from '../../ui/small'
import { CHANNEL_COLORS } from '../../viewer/tone'
import { HistogramPlot } from './histogram'
import { autoContrast } from './use-image-keys'

interface Props {
  view: ImageView
  record: ImageRecord | undefined
  histograms: Record<number, Histogram>
}

/** Which channels are shown, in which colour, and the contrast of one of them. */
export function Channels({ view, record, histograms }: Props) {
  const tones = useViewer((state) => state.tones)
  const [chosen, setChosen] = useState<number>()
  const shown = view.channels.flatMap((channel, i) =>
    tones[toneKey(view.runId, channel.name)]?.on ? [i] : [],
  )
  const edited = chosen !== undefined && shown.includes(chosen) ? chosen : shown[0]
  const channel = edited === undefined ? undefined : view.channels[edited]
  const key = channel && toneKey(view.runId, channel.name)
  const tone = key ? tones[key] : undefined
  const histogram = edited === undefined ? undefined : histograms[edited]
  const many = view.channels.length > 1
  return (
    <section>
      <div className="section__head">
        <h2>{many ? 'Channels' : 'Contrast'}</h2>
        <span className="end">
          <button
            type="button"
            className="btn btn--quiet btn--small"
            onClick={() => autoContrast(view, histograms)}
          >
            Auto <kbd>A</kbd>
          </button>
        </span>
      </div>
      {many && (
        <ul className="channels">
          {view.channels.map((c, i) => {
            const name = toneKey(view.runId, c.name)
            const on = tones[name]?.on ?? c.nuclear
            return (
              <li key={c.name}>
                <label className="check">
                  <input
                    type="checkbox"
                    checked={on}
                    onChange={(event) => {
                      setTone(name, {
                        on: event.target.checked,
                        ...(tones[name] ? {} : { color: firstColor(c.nuclear, i) }),
                      })
                      setChosen(i)
                    }}
                  />
                  {c.name}
                </label>
                {c.nuclear && <span className="chip chip--active">nuclei</span>}
                {on && (
                  <Select
                    label={`Colour of ${c.name}`}
                    hideLabel
                    value={String(tones[name]?.color ?? 0)}
                    options={CHANNEL_COLORS.map((color, at) => ({ value: String(at), label: color.name }))}
                    onChange={(value) => setTone(name, { color: Number(value) })}
                  />
                )}
              </li>
            )
          })}
        </ul>
      )}
      {channel && key && tone && histogram && (
        <>
          {shown.length > 1 && (
            <Select
              label="Contrast of"
              value={String(edited)}
              options={shown.map((i) => ({ value: String(i), label: view.channels[i]!.name }))}
              onChange={(value) => setChosen(Number(value))}
            />
          )}
          <HistogramPlot
            name={channel.name}
            histogram={histogram}
            black={tone.black}
            white={tone.white}
            gamma={tone.gamma}
            whole={view.dtype !== 'float32'}
            onChange={(black, white) => setTone(key, { black, white, from: view.index })}
          />
          <Slider
            label="Gamma"
            value={tone.gamma}
            from={0.3}
            to={2}
            step={0.05}
            words={tone.gamma.toFixed(2)}
            onChange={(gamma) => setTone(key, { gamma })}
          />
          {tone.from !== view.index && record?.well && (
            <p className="small faint">Contrast kept from an earlier field, so that fields compare.</p>
          )}
        </>
      )}
    </section>
  )
}
