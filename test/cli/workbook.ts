import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'

/** The sheets of an XLSX file in order, with their numbers of rows. */
export async function readWorkbook(file: string): Promise<{ rows: number }[]> {
  const parts = unzipSync(readFileSync(file))
  return Object.keys(parts)
    .filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name))
    .sort()
    .map((name) => ({ rows: strFromU8(parts[name]!).match(/<row[\s>]/g)?.length ?? 0 }))
}
