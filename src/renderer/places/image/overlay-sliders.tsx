import { useViewer } from '../../state/viewer-store'
import { CheckBelow } from '../../ui/check-below'
import { Slider } from '../../ui/slider'

/** How outlines are drawn, and under which confidence they are amber. */
export function OverlaySliders() {
  const { line, opacity } = useViewer()
  return (
    <section className="viewer__overlay">
      <Slider
        label="Line"
        value={line}
        from={0.6}
        to={4}
        step={0.2}
        words={`${line.toFixed(1)} px`}
        onChange={(v) => useViewer.setState({ line: v })}
      />
      <Slider
        label="Opacity"
        value={opacity}
        from={0.1}
        to={1}
        step={0.05}
        words={`${Math.round(opacity * 100)} %`}
        onChange={(v) => useViewer.setState({ opacity: v })}
      />
      <CheckBelow />
    </section>
  )
}
