import type { ReactNode } from 'react'
import { setPrefs, useApp } from '../../state/app-store'
import { Segments } from '../../ui/small'

/** The colours of error maps, the same everywhere they are drawn. */
export function PaletteChoice({ safe = 'Colour-blind safe' }: { safe?: ReactNode }) {
  const palette = useApp((state) => state.prefs.palette)
  return (
    <Segments
      small
      label="Error colours"
      value={palette}
      options={[
        { value: 'published', label: 'Published' },
        { value: 'safe', label: safe },
      ]}
      onChange={(value) => void setPrefs({ palette: value })}
    />
  )
}
