// biome-ignore-all lint/a11y/useSemanticElements: a virtual list cannot be a table element.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus for its rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: N and Shift N step through the rows.
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the list holds the focus for its rows.
import type { ErrorView, EvaluationView } from '@shared/evaluate'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { measure } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { useLook } from './look-store'
import { around, MapThumb } from './map-thumb'
import { score3 } from './score-words'
import { errorWords } from './use-errors'

const ROW = 40

/** The errors of this image, worst first, each with its surroundings from the error map. */
export function ErrorList({ result, errors }: { result: EvaluationView; errors: ErrorView[] }) {
  const { image, segmenter, error } = useLook()
  const palette = useApp((state) => state.prefs.palette)
  const item = result.images[image]!
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: errors.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 6,
  })
  useEffect(() => {
    if (error !== undefined) virtual.scrollToIndex(error)
  }, [error, virtual])
  return (
    <div className="ilist ilist--errors" role="table" aria-label="Errors" aria-rowcount={errors.length}>
      <div role="rowgroup">
        <div className="ilist__head ilist__line" role="row">
          <span role="columnheader" className="sr">
            Picture
          </span>
          <span role="columnheader">Worst first</span>
          <span role="columnheader" className="num">
            IoU
          </span>
          <span
            role="columnheader"
            className="num"
            title="Wrong pixels over the median target area of this image"
          >
            Nuclei wrong
          </span>
        </div>
      </div>
      <div className="scroll" ref={scroll} tabIndex={0} role="rowgroup" aria-label="Errors">
        <div className="rows__all" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => {
            const found = errors[row.index]!
            return (
              <div
                key={row.index}
                role="row"
                aria-rowindex={row.index + 1}
                aria-selected={row.index === error}
                className={row.index === error ? 'ilist__line rows__at is-selected' : 'ilist__line rows__at'}
                style={{ transform: `translateY(${row.start}px)` }}
                onClick={() => useLook.setState({ error: row.index })}
              >
                <span role="cell">
                  <MapThumb
                    wanted={{
                      id: result.id,
                      image,
                      segmenter,
                      layer: 'over',
                      palette,
                      width: item.width,
                      height: item.height,
                    }}
                    box={around(found.box, item)}
                  />
                </span>
                <span role="cell" className="clip strong">
                  {errorWords(found)}
                </span>
                <span role="cell" className="num">
                  {score3(found.iou, 2)}
                </span>
                <span role="cell" className="num">
                  {measure(found.severity)}
                </span>
              </div>
            )
          })}
        </div>
        {errors.length === 0 && <p className="rows__none">No errors of the chosen kinds in this image.</p>}
      </div>
    </div>
  )
}
