import type { ComparisonView } from '@shared/evaluate'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { MapThumb } from '../evaluate/map-thumb'
import { score3 } from '../evaluate/score-words'
import { type FieldPair, signedInt } from './compare-logic'
import { useCompare } from './compare-store'

/** All fields, those that differ most first. */
export function FieldStrip({
  comparison,
  pairs,
  image,
}: {
  comparison: ComparisonView
  pairs: FieldPair[]
  image: number
}) {
  const order = useCompare((state) => state.order)
  const box = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    horizontal: true,
    count: pairs.length,
    getScrollElement: () => box.current,
    estimateSize: () => 92,
    paddingStart: 12,
    paddingEnd: 12,
    overscan: 4,
  })
  const at = pairs.findIndex((pair) => pair.image === image)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  return (
    <nav
      className="filmstrip"
      aria-label="Fields, largest difference first"
      ref={box}
      data-region="film strip"
    >
      <div className="filmstrip__all" style={{ width: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const pair = pairs[item.index]!
          const { width, height } = comparison.images[pair.image]!
          return (
            <button
              key={pair.image}
              type="button"
              aria-current={pair.image === image ? 'true' : undefined}
              className={pair.image === image ? 'filmstrip__item is-selected' : 'filmstrip__item'}
              style={{ transform: `translateX(${item.start}px)` }}
              title={pair.name}
              onClick={() => useCompare.setState({ image: pair.image, difference: undefined })}
            >
              <MapThumb
                wanted={{
                  id: comparison.id,
                  image: pair.image,
                  segmenter: 0,
                  layer: 'image',
                  palette: 'published',
                  width,
                  height,
                }}
                className="filmstrip__thumb"
              />
              <span className="filmstrip__words">
                <span className="clip">{pair.place}</span>
                <b>{order === 'counts' ? signedInt(pair.difference) : score3(pair.f1, 2)}</b>
              </span>
            </button>
          )
        })}
      </div>
    </nav>
  )
}
