/** Rows collected before other work has its turn: some 20 ms. */
const BEFORE_A_TURN = 500

/** A long list without holding up the window for it. */
export async function inTurns<T>(items: Iterable<T>): Promise<T[]> {
  const all: T[] = []
  for (const item of items) {
    all.push(item)
    if (all.length % BEFORE_A_TURN === 0) await new Promise((done) => setImmediate(done))
  }
  return all
}
