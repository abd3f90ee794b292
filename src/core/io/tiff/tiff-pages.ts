import { KaryonError } from '../../errors'
import type { ByteSource } from '../byte-source'
import { type Ifd, readIfdChain, readTiffHeader } from './ifd'
import type { PageLayout } from './page-layout'
import { readPageLayout } from './read-page-layout'
import { Tag } from './tags'

/** The pages of one TIFF file. Layouts are read when asked for and the last ones kept. */
export interface TiffPages {
  ifds: Ifd[]
  first: PageLayout
  notes: string[]
  /** The list of pages leads back to one of them. */
  loop: boolean
  layout(page: number): Promise<PageLayout>
}

const KEPT_LAYOUTS = 64

/**
 * Reads the header, the chain of pages and the first page's layout.
 * @throws KaryonError `format-foreign` for Zeiss LSM, and what a broken first page brings
 */
export async function openTiffPages(source: ByteSource, signal?: AbortSignal): Promise<TiffPages> {
  const header = await readTiffHeader(source)
  const { ifds, brokenBecause, loop } = await readIfdChain(source, header, signal)
  if (ifds[0].has(Tag.ZeissLsmInfo)) {
    throw new KaryonError(
      'format-foreign',
      'This is a Zeiss LSM file, which Karyon does not read.',
      'Export it as OME-TIFF from ZEN or with Fiji (Bio-Formats), then open that.',
      { file: source.path },
    )
  }
  const first = await readPageLayout(source, ifds[0])
  const kept = new Map<number, PageLayout>([[0, first]])
  return {
    ifds,
    first,
    loop: loop === true,
    notes: brokenBecause ? [brokenBecause] : [],
    async layout(page) {
      const known = kept.get(page)
      if (known) return known
      const layout = await readPageLayout(source, ifds[page])
      assertSameKind(first, layout, page, source.path)
      if (kept.size >= KEPT_LAYOUTS) kept.delete([...kept.keys()][1])
      kept.set(page, layout)
      return layout
    },
  }
}

function assertSameKind(first: PageLayout, page: PageLayout, index: number, file: string): void {
  const same =
    first.width === page.width &&
    first.height === page.height &&
    first.samples === page.samples &&
    first.bits === page.bits &&
    first.kind === page.kind &&
    first.photometric === page.photometric
  if (same) return
  throw new KaryonError(
    'tiff-unsupported',
    `Page ${index + 1} differs from the first (${page.width} × ${page.height}, ${page.samples} × ${page.bits} bit; the first ${first.width} × ${first.height}, ${first.samples} × ${first.bits} bit).`,
    'Save the pages as files of their own.',
    { file },
  )
}
