import { useEffect, useLayoutEffect } from 'react'
import { many } from '../../logic/format'
import { go } from '../../state/address'
import { reviewRun, useReview } from '../../state/review-store'
import { routeToHash } from '../../state/route'
import { imageOf, loadImages, useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { Chip, Select } from '../../ui/small'
import { CorrectHead } from '../correct/correct-head'
import { useCorrect } from '../correct/correct-store'
import { ImagePage } from '../image/image-page'
import { placeOf } from '../queue/image-row'
import { NoRun } from '../queue/queue'
import { RunExport } from './export-menu'
import { PlatePage } from './plate-page'

/** Review: the plate (or the folder) and its images, one run at a time. */
export function ReviewPlace({
  tab,
  runId,
  index,
}: {
  tab: 'plate' | 'image'
  runId?: string
  index?: number
}) {
  const runs = useRuns((state) => state.runs)
  const counted = runs.filter((run) => run.done > 0)
  const remembered = useReview((state) => state.runId)
  const latest = counted.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]
  const run = runs.find((r) => r.id === (runId ?? remembered)) ?? latest
  const id = run?.id
  const images = useRuns((state) => (id ? state.images[id] : undefined))
  const lastImage = useReview((state) => state.image)
  // Before anything of the run is drawn: its tables would scroll to what is selected in the one before.
  useLayoutEffect(() => {
    if (id) reviewRun(id)
  }, [id])
  useEffect(() => {
    if (id) void loadImages(id)
  }, [id])
  const shown = index ?? lastImage ?? images?.find((image) => image.state === 'done')?.index
  const image = imageOf(images, shown)
  const correcting = useCorrect((state) => state.at !== undefined) && tab === 'image'
  return (
    <main className="place">
      <header className="bar" data-region="bar">
        <h1>Review</h1>
        {run && (
          <>
            <nav className="tabs" aria-label="Review">
              <a
                href={routeToHash({ place: 'review', tab: 'plate', runId: run.id })}
                aria-current={tab === 'plate' ? 'page' : undefined}
              >
                Plate
              </a>
              {shown !== undefined && (
                <a
                  href={routeToHash({ place: 'review', tab: 'image', runId: run.id, index: shown })}
                  aria-current={tab === 'image' ? 'page' : undefined}
                >
                  Image
                </a>
              )}
            </nav>
            <i className="rule" />
            {tab === 'plate' ? (
              <Select
                label="Run"
                hideLabel
                value={run.id}
                options={counted.map((r) => ({ value: r.id, label: r.name }))}
                onChange={(chosen) => go({ place: 'review', tab: 'plate', runId: chosen })}
              />
            ) : (
              <div className="crumb">
                <span className="clip">{run.name}</span>
                <Icon name="right" />
                {/* A run of one plate has its name. */}
                {image?.plate && image.plate !== run.name && (
                  <>
                    <span className="clip">{image.plate}</span>
                    <Icon name="right" />
                  </>
                )}
                {image?.well && (
                  <>
                    <span>{image.well}</span>
                    <Icon name="right" />
                  </>
                )}
                <b className="clip">
                  {image?.well ? `field ${image.site ?? '1'}` : image ? placeOf(image) : ''}
                </b>
              </div>
            )}
            {tab === 'image' && image?.corrected && (
              <Chip icon="hand" tone="active">
                Corrected by hand
              </Chip>
            )}
            {correcting ? (
              <CorrectHead />
            ) : (
              <div className="bar__end">
                <span className="muted small bar__sum">
                  {many(run.nuclei, 'nucleus', 'nuclei')} in {many(run.done, 'image')}
                </span>
                <RunExport run={run} />
              </div>
            )}
          </>
        )}
      </header>
      {!run ? (
        <NoRun />
      ) : remembered !== run.id ? null : tab === 'image' && shown !== undefined ? (
        <ImagePage key={run.id} run={run} images={images ?? []} index={shown} />
      ) : (
        <PlatePage key={run.id} run={run} images={images ?? []} />
      )}
    </main>
  )
}
