import type { Histogram, ImageView } from '@shared/contract'
import { useEffect, useState } from 'react'
import { api } from '../../state/app-store'
import { firstColor, isShown, setTone, toneKey, useViewer } from '../../state/viewer-store'

/**
 * Histograms of the channels that are shown, and their contrast: taken from the image the first time, then
 * kept for the plate (`keep`) or taken anew for every image of a folder.
 */
export function useContrast(view: ImageView | undefined, keep: boolean): Record<number, Histogram> {
  const [all, setAll] = useState<{ of: string; histograms: Record<number, Histogram> }>({
    of: '',
    histograms: {},
  })
  const tones = useViewer((state) => state.tones)
  const key = view ? `${view.runId}/${view.index}` : ''
  const shown = view
    ? view.channels.flatMap((channel, i) => {
        const tone = tones[toneKey(view.runId, channel.name)]
        return isShown(tone, channel.nuclear, view.channels.length) ? [i] : []
      })
    : []
  const wanted = shown.join(',')
  useEffect(() => {
    if (!view) return
    let current = true
    for (const i of wanted === '' ? [] : wanted.split(',').map(Number)) {
      const channel = view.channels[i]!
      api()
        .request('image.histogram', { runId: view.runId, index: view.index, channel: i })
        .then(
          (histogram) => {
            if (!current) return
            setAll((old) => ({
              of: key,
              histograms: { ...(old.of === key ? old.histograms : {}), [i]: histogram },
            }))
            const name = toneKey(view.runId, channel.name)
            const tone = useViewer.getState().tones[name]
            if (tone && keep && tone.from >= 0) return
            const asIs = view.samples === 3 && view.dtype === 'uint8'
            setTone(name, {
              on: true,
              black: asIs ? 0 : histogram.black,
              white: asIs ? 255 : histogram.white,
              gamma: tone?.gamma ?? 1,
              color: tone?.color ?? firstColor(channel.nuclear || view.channels.length === 1, i),
              from: view.index,
            })
          },
          () => undefined,
        )
    }
    return () => {
      current = false
    }
  }, [view, key, wanted, keep])
  return all.of === key ? all.histograms : {}
}
