// Edits an image until it is killed; says each change that is durable. Run by service.test.ts.

import { addEntry, readJournal } from '@services/correct-journal'
import { RunStore } from '@services/run-store'

const [file] = process.argv.slice(2)
const store = RunStore.open(file!)
for (;;) {
  const active = readJournal(store, 1).length
  const { index: _, ...record } = store.image(1)!.record
  const pixels = new Uint32Array(4096).map((_, i) => i * (active + 1))
  addEntry(
    store,
    1,
    active,
    {
      kind: 'added',
      words: `Added ${active}`,
      at: new Date().toISOString(),
      undone: false,
      touches: [active + 1],
      edit: { window: { x: 0, y: 0, width: 64, height: 64 }, before: new Uint32Array(4096), after: pixels },
    },
    { record: { ...record, index: 0, count: active + 1 }, nuclei: new Uint8Array([active & 255]) },
  )
  process.stdout.write(`${active + 1}\n`)
}
