import { score } from '../logic/format'
import { setPrefs, useApp } from '../state/app-store'
import { Slider } from './slider'

/** The confidence under which nuclei and images are to be checked. */
export function CheckBelow() {
  const checkBelow = useApp((state) => state.prefs.checkBelow)
  return (
    <Slider
      label="Check below"
      value={checkBelow}
      from={0}
      to={1}
      step={0.01}
      words={score(checkBelow)}
      onChange={(v) => void setPrefs({ checkBelow: v })}
    />
  )
}
