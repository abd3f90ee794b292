import { LabelBounds } from '@core/correct/label-bounds'
import { applyEdit, editedLabels, type Labels, revertEdit } from '@core/correct/label-edit'
import { remeasure } from '@core/correct/remeasure'
import { superpixels } from '@core/correct/superpixels'
import { KaryonError } from '@core/errors'
import { Field } from '@core/field/field'
import type { PixelWindow } from '@core/image/raster'
import type { Nucleus } from '@core/measure/nucleus'
import type { CorrectOp, CorrectState } from '@shared/correct'
import { grouped, many } from '@shared/many'
import type { RunSummary } from '@shared/run'
import { packNuclei, unpackNuclei } from '../hosts/pack-nuclei'
import { addEntry, type JournalEntry, keepEntries, modelFindings, readJournal } from './correct-journal'
import { modelLabelsPath, notAsWritten, readModelLabels } from './correct-labels'
import { planOp } from './correct-op'
import { correctedRecord } from './correct-record'
import type { QueuedImage, RunStore, StoredImage } from './run-store'

/** Side of the window that superpixels are made of, around where they were asked for. */
const PIECES_WINDOW_PX = 192
/** A nucleus is some four pieces across. */
const PIECES_A_DIAMETER = 4

/** What a change (or the thought of one) did. */
export interface Change {
  /** Numbers that changed or went. */
  changed: number[]
  /** Nuclei that are there under them. */
  nuclei: Nucleus[]
  /** The labels after it; changed again by the next one. */
  labels: Labels
}

/** One image that is being corrected: its labels in memory, its changes in the run's database. */
export class CorrectSession {
  private pieces: { window: PixelWindow; data: Uint32Array } | undefined

  private constructor(
    private readonly storeOf: () => RunStore,
    private readonly image: QueuedImage,
    private readonly model: { record: StoredImage; nuclei: Map<number, Nucleus> },
    private readonly labels: Labels,
    private readonly nuclei: Map<number, Nucleus>,
    private entries: JournalEntry[],
    private readonly field: Field,
    private readonly counted: number,
  ) {}

  /**
   * @param storeOf the run's store, which may be closed and opened again meanwhile
   * @throws KaryonError as `readModelLabels` and `Field.open`; `usage` for an image that is not counted
   */
  static async open(run: RunSummary, storeOf: () => RunStore, seq: number): Promise<CorrectSession> {
    const store = storeOf()
    const image = store.image(seq)
    if (image?.record.state !== 'done') {
      throw new KaryonError(
        'usage',
        'This image is not counted, so there are no outlines to correct.',
        'Count it first.',
      )
    }
    const found = modelFindings(store, seq) ?? { record: image.record, nuclei: store.packedNuclei(seq) }
    const byLabel = (packed: Uint8Array | undefined) =>
      new Map((packed ? unpackNuclei(packed) : []).map((nucleus) => [nucleus.label, nucleus]))
    const nuclei = byLabel(store.packedNuclei(seq))
    const entries = readJournal(store, seq)
    const drawn = await readModelLabels(run, image)
    const model = { record: found.record, nuclei: byLabel(found.nuclei) }
    const bounds = LabelBounds.of(drawn)
    if (bounds.count !== model.nuclei.size)
      throw notAsWritten(
        modelLabelsPath(run, image),
        `holds ${many(bounds.count, 'nucleus', 'nuclei')}, and ${grouped(model.nuclei.size)} were counted`,
      )
    const labels: Labels = { ...drawn, bounds }
    for (const { edit, undone } of entries) if (edit && !undone) applyEdit(labels, edit)
    const field = await Field.open(image.source.set, image.time)
    const { channel } = found.record
    const counted = field.channels.findIndex(({ info, key }) => info.name === channel || key === channel)
    return new CorrectSession(storeOf, image, model, labels, nuclei, entries, field, Math.max(0, counted))
  }

  async close(): Promise<void> {
    await this.field.close()
  }

  state(): CorrectState {
    return {
      count: this.nuclei.size,
      modelCount: this.model.nuclei.size,
      entries: this.entries.map(({ kind, words, at, undone }) => ({ kind, words, at, undone })),
    }
  }

  /** Labels as the model left them. */
  modelLabels(): Labels {
    const { width, height, data } = this.labels
    const labels: Labels = { width, height, data: data.slice() }
    for (const { edit, undone } of [...this.entries].reverse()) if (edit && !undone) revertEdit(labels, edit)
    return labels
  }

  /**
   * Makes a change, or with `preview` only says what it would do. Durable when this returns; when it throws, nothing
   * has changed.
   *
   * @param show gets the change while its labels stand
   * @throws KaryonError `usage` for an operation that cannot be done, `disk-full`
   */
  async edit<T>(op: CorrectOp, preview: boolean, show: (change: Change) => T): Promise<T> {
    const planned = planOp(op, {
      labels: this.labels,
      newLabel: this.newLabel(),
      piecesOf: (window) => this.piecesOf(window),
    })
    if (op.kind === 'keep' && !this.nuclei.has(op.label)) {
      throw new KaryonError(
        'usage',
        `There is no nucleus ${op.label} in this image.`,
        'Select one that is there.',
      )
    }
    const { edit } = planned
    const touches = edit ? editedLabels(edit) : op.kind === 'keep' ? [op.label] : []
    const active = this.active()
    const entry: JournalEntry = { ...planned, at: new Date().toISOString(), undone: false, touches }
    if (edit) applyEdit(this.labels, edit)
    try {
      const measured = await this.measure(touches)
      const shown = show({ changed: touches, nuclei: measured, labels: this.labels })
      if (preview) {
        if (edit) revertEdit(this.labels, edit)
        return shown
      }
      const next = this.after(touches, measured)
      const entries = [...this.entries.slice(0, active), entry]
      addEntry(this.storeOf(), this.image.seq, active, entry, this.findings(next, entries))
      this.entries = entries
      this.take(touches, measured)
      return shown
    } catch (error) {
      if (edit) revertEdit(this.labels, edit)
      throw error
    }
  }

  /** One change back or forth, or all back; undefined when there is none. Else as `edit`. */
  async step<T>(step: 'undo' | 'redo' | 'revert', show: (change: Change) => T): Promise<T> {
    const before = this.active()
    const to =
      step === 'revert' ? 0 : Math.max(0, Math.min(this.entries.length, before + (step === 'undo' ? -1 : 1)))
    if (to === before) return show({ changed: [], nuclei: [], labels: this.labels })
    const moved = this.entries.slice(Math.min(to, before), Math.max(to, before))
    const touches = [...new Set(moved.flatMap((entry) => entry.touches))].sort((a, b) => a - b)
    const entries = this.entries.map((entry, n) => ({ ...entry, undone: n >= to }))
    this.replay(moved, to > before)
    try {
      const nuclei = await this.foundAfter(touches, entries.slice(0, to))
      const shown = show({ changed: touches, nuclei, labels: this.labels })
      const next = this.after(touches, nuclei)
      const findings = to === 0 ? undefined : this.findings(next, entries.slice(0, to))
      keepEntries(this.storeOf(), this.image.seq, to, findings)
      this.entries = entries
      this.take(touches, nuclei)
      return shown
    } catch (error) {
      this.replay(moved, to < before)
      throw error
    }
  }

  /** Superpixels around an image point, of the counted channel. */
  async superpixels(
    x: number,
    y: number,
  ): Promise<{ window: PixelWindow; data: Uint32Array; count: number }> {
    const { width, height } = this.labels
    const side = (size: number) => Math.min(PIECES_WINDOW_PX, size)
    const from = (at: number, size: number) =>
      Math.max(0, Math.min(size - side(size), Math.round(at - side(size) / 2)))
    const window = { x: from(x, width), y: from(y, height), width: side(width), height: side(height) }
    const raster = await this.field.read(this.counted, window)
    const diameter = this.model.record.medianDiameterPx ?? 30
    const made = superpixels(raster, { side: Math.max(4, Math.min(16, diameter / PIECES_A_DIAMETER)) })
    this.pieces = { window, data: made.data }
    return { window, ...made }
  }

  private piecesOf(window: PixelWindow): Uint32Array {
    const { pieces } = this
    if (pieces && (['x', 'y', 'width', 'height'] as const).every((key) => pieces.window[key] === window[key]))
      return pieces.data
    throw new KaryonError('usage', 'These superpixels are not shown any more.', 'Show them anew, then paint.')
  }

  private replay(moved: readonly JournalEntry[], forward: boolean): void {
    if (forward) for (const { edit } of moved) edit && applyEdit(this.labels, edit)
    else for (const { edit } of [...moved].reverse()) edit && revertEdit(this.labels, edit)
  }

  private active(): number {
    return this.entries.filter(({ undone }) => !undone).length
  }

  /** Above everything in use, and everything that undone changes would bring back is gone with the next one. */
  private newLabel(): number {
    let most = 0
    for (const label of this.model.nuclei.keys()) most = Math.max(most, label)
    for (const { touches, undone } of this.entries) if (!undone) most = Math.max(most, ...touches)
    return most + 1
  }

  private measure(touches: readonly number[]): Promise<Nucleus[]> {
    return remeasure(this.labels, touches, async (window) => {
      const rasters = []
      for (let c = 0; c < this.field.channels.length; c++) rasters.push(await this.field.read(c, window))
      return rasters
    })
  }

  /** Nuclei that no standing change concerns are the model's again, its confidence included. */
  private async foundAfter(
    touches: readonly number[],
    standing: readonly JournalEntry[],
  ): Promise<Nucleus[]> {
    const byHand = new Set(standing.flatMap((entry) => entry.touches))
    const found = await this.measure(touches.filter((label) => byHand.has(label)))
    for (const label of touches) {
      const own = this.model.nuclei.get(label)
      if (!byHand.has(label) && own) found.push(own)
    }
    return found.sort((a, b) => a.label - b.label)
  }

  private after(touches: readonly number[], found: readonly Nucleus[]): Nucleus[] {
    const gone = new Set(touches)
    const others = [...this.nuclei.values()].filter(({ label }) => !gone.has(label))
    return [...others, ...found].sort((a, b) => a.label - b.label)
  }

  private take(touches: readonly number[], found: readonly Nucleus[]): void {
    for (const label of touches) this.nuclei.delete(label)
    for (const nucleus of found) this.nuclei.set(nucleus.label, nucleus)
  }

  private findings(nuclei: readonly Nucleus[], standing: readonly JournalEntry[]) {
    const { index: _, ...record } = correctedRecord(this.model.record, nuclei, standing)
    return { record: record as StoredImage, nuclei: packNuclei(nuclei) }
  }
}
