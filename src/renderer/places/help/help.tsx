import type { ReactNode } from 'react'
import { KeyList } from '../../frame/keys-dialog'
import { Tabs } from '../../ui/tabs'
import { Licences } from './licences'

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="help__part">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** The user guide, one page, and the licences. */
export function HelpPlace({ tab }: { tab?: 'licences' }) {
  return (
    <main className="place">
      <header className="bar" data-region="bar">
        <h1>Help</h1>
        <Tabs
          label="Help"
          tabs={[
            { name: 'Guide', route: { place: 'help' }, current: tab === undefined },
            { name: 'Licences', route: { place: 'help', tab: 'licences' }, current: tab === 'licences' },
          ]}
        />
      </header>
      {tab === 'licences' ? <Licences /> : <Guide />}
    </main>
  )
}

function Guide() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the page scrolls from the keyboard.
    <section className="help scroll" data-region="guide" tabIndex={0} aria-label="Guide">
      <div className="help__columns">
        <Part title="Count">
          <p>
            Drop a plate folder, a folder of images or single images anywhere on the window, or choose a
            folder with <kbd>Ctrl O</kbd>. Karyon reads the names, shows what it found, and starts after five
            seconds. <b>Change…</b> stops the wait: choose another channel, model, quality or device. Nothing
            you drop is altered.
          </p>
          <p>
            Several runs wait in the queue. Pause, close or lose power at any time: a run goes on where it
            stopped, and no image is counted twice. A file that cannot be read is named with the reason and
            what to do; the others go on.
          </p>
        </Part>
        <Part title="Review">
          <p>
            The plate map shows one number a well; choose which with <b>Show</b>. A selected well is selected
            everywhere: in the map, in the plot, in the tables and among the fields on the right.{' '}
            <kbd>Enter</kbd> opens its images.
          </p>
          <p>
            <b>% of control</b> divides by the negative controls of the same plate: select their wells (a
            column by its number), then set <b>Content</b>. <b>z-score</b> needs none. <kbd>Del</kbd> leaves
            wells out of scales and plots; the tables of the run stay as they are.
          </p>
          <p>
            In an image, green outlines are what was counted; amber ones are less sure than the limit you set
            (<b>Check below</b>). <kbd>N</kbd> goes to the next of them. Contrast works on the file’s own
            values and is kept from field to field of a plate; <kbd>A</kbd> sets it from the present image.{' '}
            <kbd>3</kbd> draws the error map where target masks are attached: white agreed, blue missed, red
            extra.
          </p>
          <p>
            <kbd>E</kbd> corrects an image: add, delete, split, merge or redraw nuclei, or paint superpixels.{' '}
            <kbd>Y</kbd> and <kbd>Del</kbd> keep or remove the selected nucleus at once. Counts and tables
            follow and say which were corrected; the model’s outlines are kept, and every change can be taken
            back.
          </p>
        </Part>
        <Part title="What the numbers mean">
          <dl className="help__terms">
            <dt>Nuclei per field</dt>
            <dd>
              Outlined nuclei in one image; for a well, the median of its fields. Nuclei cut by the edge
              count.
            </dd>
            <dt>Area</dt>
            <dd>Pixels inside the outline, or µm² where the image says its pixel size.</dd>
            <dt>Mean intensity</dt>
            <dd>Mean of the file’s own values inside the outline, in the counted channel.</dd>
            <dt>Confidence</dt>
            <dd>
              How sure the model is of an outline, 0 to 1. A mean over nuclei for an image, over fields for a
              well.
            </dd>
            <dt>z-score</dt>
            <dd>
              (well − centre) ÷ spread of the plate’s samples; robust: median and 1.4826 × MAD. Z′ = 1 − 3 (s₊
              + s₋) ÷ |c₊ − c₋| of the controls.
            </dd>
            <dt>Flags</dt>
            <dd>
              Blurred, saturated, empty, debris, less sure: look before you trust the count. They never change
              a count.
            </dd>
          </dl>
        </Part>
        <Part title="Files">
          <p>
            Each run has a results folder: a workbook, tables of wells, images and nuclei (CSV), label images
            (TIFF: 0 is background, n is nucleus n) and a record of version, model, device and every automatic
            choice. <b>Export</b> adds overlays, and writes the tables of a run that is still counting.
          </p>
          <p>
            Karyon reads TIFF, OME-TIFF, PNG, JPEG, WebP and BMP. For CZI, ND2 or LIF: choose Export,
            OME-TIFF, 16 bit in the microscope software, then drop the new folder.
          </p>
        </Part>
        <Part title="Keys">
          <KeyList />
        </Part>
      </div>
    </section>
  )
}
