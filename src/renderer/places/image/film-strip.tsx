import type { ImageRecord, RunSummary } from '@shared/run'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { qualityFlag } from '../../logic/flags'
import { routeToHash } from '../../state/route'
import { Icon } from '../../ui/icon'
import { Thumb } from '../../ui/thumb'
import { placeOf } from '../queue/image-row'

/** All counted images of the run in order; the current one is framed and kept in sight. */
export function FilmStrip({ run, images, index }: { run: RunSummary; images: ImageRecord[]; index: number }) {
  const counted = useMemo(() => images.filter((image) => image.state === 'done'), [images])
  const box = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    horizontal: true,
    count: counted.length,
    getScrollElement: () => box.current,
    estimateSize: () => 92,
    paddingStart: 12,
    paddingEnd: 12,
    overscan: 4,
  })
  const at = counted.findIndex((image) => image.index === index)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  return (
    <nav className="filmstrip" aria-label="Fields" ref={box} data-region="film strip">
      <div className="filmstrip__all" style={{ width: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const image = counted[item.index]!
          const flag = qualityFlag(image.flags)
          return (
            <a
              key={image.index}
              href={routeToHash({ place: 'review', tab: 'image', runId: run.id, index: image.index })}
              aria-current={image.index === index ? 'true' : undefined}
              className={image.index === index ? 'is-selected' : undefined}
              style={{ transform: `translateX(${item.start}px)` }}
              title={image.file}
            >
              <Thumb runId={run.id} index={image.index} className="filmstrip__thumb" />
              <span className="filmstrip__words">
                <span className="clip">{placeOf(image)}</span>
                {flag && <Icon name={flag.icon} className="is-attention" />}
                {image.corrected && <Icon name="hand" />}
                <b>{image.count}</b>
              </span>
            </a>
          )
        })}
      </div>
    </nav>
  )
}
