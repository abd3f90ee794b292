/**
 * How vendors name plate images, one entry a convention. They are tried in this order on the file name (or on
 * the path, where the well stands in a folder) after the skip rules; the first that fits wins, and the order
 * settles the names that fit several.
 *
 * Named groups: plate row col site channel z t as they are; `wellIndex` counts wells row by row from 1;
 * `row0 col0` count from 0; `emission` and `excitation` describe a channel; `kind`, `step` and `job` tell
 * several versions of one image apart; `roi`, `line` and `seq` are read by `tellApart`, as is `step`; `tile` is a piece
 * of one field. Where the plate is optional and a counter after the well looks like one (`A01_s1_w1`), the name is
 * tried without a plate first (`??`).
 *
 * Sources: file listings and documentation of the public image collections (Broad Bioimage Benchmark
 * Collection, Image Data Resource, Cell Painting Gallery) and of the instruments' makers.
 */
export interface Convention {
  id: string
  /** Maker, instrument or collection. */
  vendor: string
  /** What the expression reads: the file name, or the path relative to the folder given. */
  reads: 'name' | 'path'
  pattern: RegExp
  /**
   * A pattern that ordinary pictures fit too: within a folder it needs two wells and a second token that varies.
   * The others are particular enough to be believed for a single file.
   */
  weak?: boolean
  /** What z = 0 means where it is not a plane: a projection made by the instrument. */
  zeroIsProjection?: boolean
  /** Bases of the counters and whatever else a reader of this table should know. */
  notes: string
}

const macros: Record<string, string> = {
  '{W}': '(?<row>A[A-F]|[A-Z])(?<col>0?[1-9]|[1-4]\\d)',
  '{G}': '[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}',
  '{X}': '(?:ome\\.)?(?:tiff?|png|jpe?g|bmp|webp|jp2|jxl)',
  '{N}': 'A[A-F]|[A-Z]',
}

/** A 36-character identifier, as ImageXpress glues it to the last token of a name. */
export const guid = macros['{G}']

function compile(source: string): RegExp {
  return new RegExp(
    source.replace(/\{[WGXN]\}/g, (macro) => macros[macro]),
    'i',
  )
}

const table: (Omit<Convention, 'pattern'> & { pattern: string })[] = [
  {
    id: 'bbbc005',
    vendor: 'BBBC005, synthetic',
    reads: 'name',
    pattern: '^(?<plate>SIMCEPImages)_{W}_C\\d+_F\\d+_s(?<site>\\d+)_w(?<channel>\\d)\\.{X}$',
    notes: 'C is the number of cells, F the blur: neither is a channel or a field',
  },
  {
    id: 'cv',
    vendor: 'Yokogawa CV7000, CV8000',
    reads: 'name',
    pattern:
      '^(?<plate>.+)_{W}_T(?<t>\\d{4})F(?<site>\\d{3,4})L(?<line>\\d{2})A(?<job>\\d{2})Z(?<z>\\d{2,3})C(?<channel>\\d{2})\\.{X}$',
    notes: 'all from 1; L timeline, A action (a channel may occur in two actions)',
  },
  {
    id: 'cvstitch',
    vendor: 'Yokogawa CellVoyager, stitched',
    reads: 'name',
    pattern:
      '^(?<row>{N})-?(?<col>\\d{2})_F(?<site>\\d{4})_T(?<t>\\d{4})_Z(?<z>\\d{4})_C(?<channel>\\d{2})\\.{X}$',
    notes: 'all from 1; the plate is the folder',
  },
  {
    id: 'cq1',
    vendor: 'Yokogawa CQ1, CV1000',
    reads: 'name',
    pattern:
      '^W(?<wellIndex>\\d{1,4})F(?<site>\\d{3,4})T(?<t>\\d{4})Z(?<z>\\d{2,3})C(?<channel>\\d{1,2})\\.{X}$',
    zeroIsProjection: true,
    notes: 'wells are numbered; folders Image and Projection, z 0 = projection',
  },
  {
    id: 'harmony',
    vendor: 'PerkinElmer/Revvity Operetta, Opera Phenix (Harmony)',
    reads: 'name',
    pattern:
      '^r(?<row>\\d{2})c(?<col>\\d{2})f(?<site>\\d{2,4})p(?<z>\\d{2,4})(?:rc\\d+)?-ch(?<channel>\\d{1,2})(?:sk(?<t>\\d+))?(?:fk\\d+)?(?:fl\\d+)?\\.{X}$',
    notes: 'all from 1; sk is time, fk and fl say nothing here; the plate is the measurement folder',
  },
  {
    id: 'columbus',
    vendor: 'PerkinElmer Columbus export',
    reads: 'name',
    pattern: '^(?<row>\\d{3})(?<col>\\d{3})-(?<site>\\d+)-(?<t>\\d{3})(?<z>\\d{3})(?<channel>\\d{3})\\.{X}$',
    notes: 'row, column - field - time, z, channel, all from 1',
  },
  {
    id: 'columbus2',
    vendor: 'PerkinElmer Columbus export, older Operetta',
    reads: 'name',
    pattern: '^(?<row>0[0-3]\\d)(?<col>0[0-4]\\d)-(?<site>\\d{1,3})\\.{X}$',
    notes: 'the channels are pages of the file',
  },
  {
    id: 'flex',
    vendor: 'PerkinElmer Opera',
    reads: 'name',
    pattern: '^(?<row>\\d{3})(?<col>\\d{3})(?<site>\\d{3})\\.flex$',
    notes: 'a TIFF; fields and channels are pages; field 000 = all fields; row 27 = AA',
  },
  {
    id: 'incell',
    vendor: 'GE/Cytiva IN Cell Analyzer',
    reads: 'name',
    pattern:
      '^(?:(?<plate>.+?)_)?(?<row>{N})(?: - )?(?<col>\\d{1,2})\\(fld (?<site>\\d+)(?: wv (?<channel>.+?))?(?: z (?<z>\\d+))?(?: wix \\d+)?(?: time (?<t>\\d+)(?: - \\d+ ?ms)?)?\\)\\.{X}$',
    notes: 'all from 1; the channel is "excitation - emission filter" and may hold dashes',
  },
  {
    id: 'incell7',
    vendor: 'Cytiva IN Cell 6500/7',
    reads: 'name',
    pattern:
      '^(?<row>{N})_(?<col>\\d{1,2})_f(?<site>\\d+)_c(?<channel>\\d+)_x(?<excitation>.+?)_m(?<emission>.+?)_z(?<z>\\d+)_t(?<t>\\d+)\\.{X}$',
    notes: 'all from 1',
  },
  {
    id: 'evos',
    vendor: 'Thermo EVOS M7000, FL Auto 2',
    reads: 'name',
    pattern:
      '^(?<plate>.+)_(?<kind>[RDM])_p(?<t>\\d+)(?:_z(?<z>\\d+))?_\\d+_{W}f(?<site>\\d{2,3})d(?<channel>\\d)\\.{X}$',
    notes: 'f, d, p from 0, p is time; R raw, D displayed, M merged: raw is taken',
  },
  {
    id: 'cellomicsT',
    vendor: 'Thermo ArrayScan, kinetic',
    reads: 'name',
    pattern: '^(?<plate>.*)i3t(?<t>\\d{3}){W}f(?<site>\\d{2,3})d(?<channel>\\d)\\.(?:c01|dib|tiff?)$',
    notes: 'f and d from 0, i3t from 1',
  },
  {
    id: 'cellomics',
    vendor: 'Thermo Cellomics ArrayScan, CellInsight',
    reads: 'name',
    pattern: '^(?:(?<plate>.+)_)?{W}f(?<site>\\d{1,3})[do](?<channel>\\d)\\.(?:c01|dib|tiff?|png)$',
    notes: 'f and d from 0; plate = protocol + 12-digit stamp',
  },
  {
    id: 'scanr',
    vendor: 'Olympus/Evident scanR',
    reads: 'name',
    pattern:
      '^(?:{W})?--W(?<wellIndex>\\d{4,5})--P(?<site>\\d{3,5})--Z(?<z>\\d{3,5})--T(?<t>\\d{4,5})--(?<channel>.+?)\\.{X}$',
    notes: 'W, P from 1; Z, T from 0; the well name may be missing; images lie in data/',
  },
  {
    id: 'embl',
    vendor: 'EMBL',
    reads: 'name',
    pattern:
      '^(?<plate>.+?)--.*?--.*?--W(?<wellIndex>\\d{4})--P(?<site>\\d{3})--T(?<t>\\d{4,5})--Z(?<z>\\d{3})--(?<channel>.+?)\\.{X}$',
    notes: 'W, P from 1, the rest from 0; two treatment fields after the plate',
  },
  {
    id: 'matrix',
    vendor: 'Leica Matrix Screener',
    reads: 'name',
    pattern:
      '^(?:image|I)--L\\d+(?:--S\\d+)?--U(?<col0>\\d+)--V(?<row0>\\d+)(?:--(?<job>J\\d+)|--[EO]\\d+)*--(?<site>X\\d+--Y\\d+)(?:--T(?<t>\\d+))?(?:--Z(?<z>\\d+))?(?:--C(?<channel>\\d+))?\\.{X}$',
    notes: 'all from 0; U is the column, V the row; several jobs may image one field',
  },
  {
    id: 'jobs',
    vendor: 'Nikon NIS-Elements JOBS',
    reads: 'name',
    pattern:
      '^(?:\\d{8}_\\d{6}_\\d+__)?Well{W}(?:_Point[A-Z]+\\d+_(?<site>\\d+))?(?:_Channel(?<channel>.+?))?_Seq(?<seq>\\d+)\\.(?:nd2|h5|tiff?|png)$',
    notes: 'the Point label is not the well; Seq is the order of acquisition; the plate is the folder',
  },
  {
    id: 'squid',
    vendor: 'Cephla Squid',
    reads: 'name',
    pattern: '^{W}_(?<site>\\d+)_(?<z>\\d+)_(?<channel>(?:Fluorescence|BF).+)\\.{X}$',
    notes: 'all from 0; the number of the parent folder is the time',
  },
  {
    id: 'gen5',
    vendor: 'BioTek/Agilent Cytation (Gen5)',
    reads: 'name',
    pattern:
      '^{W}(?:ROI(?<roi>\\d+))?_(?<step>-?\\d{1,2})_\\d_(?<site>\\d{1,3})_(?:Stitched\\[(?:Read \\d+_)?)?(?<channel>[^\\]]+?)\\]?_ ?(?<t>\\d{3})\\.{X}$',
    notes: 'from 1; a negative step is a processed (stitched) image of the same data',
  },
  {
    id: 'incucyte',
    vendor: 'Sartorius Incucyte, export',
    reads: 'name',
    pattern:
      '^(?:(?<plate>.+)_)?{W}_(?<site>\\d{1,2})_(?<t>\\d\\dd\\d\\dh\\d\\dm|\\d{4}y\\d\\dm\\d\\dd_\\d\\dh\\d\\dm)\\.{X}$',
    notes: 'site from 1; the channel is in the folder or at the end of the prefix',
  },
  {
    id: 'incuraw',
    vendor: 'Sartorius Incucyte, raw vault',
    reads: 'name',
    pattern: '^{W}-(?<site>\\d{1,2})-(?<channel>C\\d|Ph?)\\.{X}$',
    notes: 'folders yymm/dd/hhmm/vessel',
  },
  {
    id: 'sbs',
    vendor: 'SBS/Vitra sets (BBBC013, BBBC014)',
    reads: 'name',
    pattern: '^Channel ?(?<channel>\\d)-\\d{2}-(?<row>[A-P])-(?<col>\\d{2})(?:-(?<site>\\d{2}))?\\.{X}$',
    notes: 'the number after the channel is the well number',
  },
  {
    id: 'bd',
    vendor: 'BD Pathway (AttoVision)',
    reads: 'path',
    pattern: '(?:^|/)Well (?<row>[A-Z])(?<col>\\d{2,3})/(?<channel>[^/]+) - n(?<z>\\d{6})\\.{X}$',
    notes: 'well only in the folder; n from 0 is z or time',
  },
  {
    id: 'mias',
    vendor: 'Maia MIAS-2',
    reads: 'path',
    pattern:
      '(?:^|/)Well(?<wellIndex>\\d{4})/mode(?<channel>\\d+)_z(?<z>\\d{3})_t(?<t>\\d{3})_im(?<tile>\\d+_\\d+)\\.{X}$',
    notes: 'wells are numbered; tiles im<row>_<column> make one field',
  },
  {
    id: 'incarta',
    vendor: 'Molecular Devices InCarta, ImageXpress Confocal HT',
    reads: 'name',
    pattern: '^t(?<t>\\d+)_{W}_s(?<site>\\d+)_w(?<channel>\\d+)_z(?<z>\\d+)\\.{X}$',
    notes: 'all from 1; the leading t is time, not a plate',
  },
  {
    id: 'rxrx',
    vendor: 'Recursion RxRx',
    reads: 'name',
    pattern: '^{W}_s(?<site>\\d+)_w?(?<channel>\\d)\\.(?:png|jp2)$',
    notes: 'the plate is the folder; w1 = Hoechst; rows beyond Z',
  },
  {
    id: 'cellworx',
    vendor: 'API/GE cellWoRx',
    reads: 'name',
    pattern: '^(?<plate>.+)_{W}_(?<site>\\d{1,2})_w(?<channel>\\d{3})\\.{X}$',
    notes: 'the channel is the emission band: 460 DAPI, 530 FITC, 595 TRITC, 685 Cy5',
  },
  {
    id: 'lasx2',
    vendor: 'Leica LAS X Navigator, mosaics',
    reads: 'name',
    pattern:
      '^(?<plate>.+?)_(?<row>[A-Z])_(?<col>\\d{1,2})_t(?<t>\\d+)_s(?<site>\\d+)(?:_ch(?<channel>\\d\\d))?\\.{X}$',
    notes: 't and ch from 0',
  },
  {
    id: 'metaxpress',
    vendor: 'Molecular Devices ImageXpress (MetaXpress)',
    reads: 'name',
    pattern:
      '^(?:(?<plate>.+?)_)??{W}(?=_[sw]\\d)(?:_s(?<site>\\d+?))?(?:_w(?<channel>\\d{1,2}?))?(?:_t(?<t>\\d+))?(?:_z(?<z>\\d+)(?:_t(?<t2>\\d+))?)?_?\\[?(?<guid>{G})?\\]?\\.{X}$',
    zeroIsProjection: true,
    notes:
      's, w from 1, either may be absent; a GUID is glued to the last token; folders TimePoint_n, ZStep_n',
  },
  {
    id: 'nd',
    vendor: 'MetaMorph, VisiView',
    reads: 'name',
    pattern:
      '^(?<plate>.+?)(?:_{W})?_w(?<channel>\\d)(?<channelName>[A-Za-z][^_]*)_s(?<site>\\d+)(?:_t(?<t>\\d+))?\\.(?:tiff?|stk)$',
    notes: 'the wave name stands in the name; s counts stage positions over the whole plate',
  },
  {
    id: 'lasx',
    vendor: 'Leica LAS X Navigator',
    reads: 'name',
    pattern:
      '^(?:(?<plate>.*?)[ _])??{W}(?:-(?<site>\\d+))?(?:_t(?<t>\\d+))?(?:_z(?<z>\\d+))?(?:_RAW)?_ch(?<channel>\\d{2})\\.{X}$',
    weak: true,
    notes: 'ch, t, z from 0, the site after the dash from 1',
  },
  {
    id: 'cpg',
    vendor: 'Cell Painting exports',
    reads: 'name',
    pattern: '^{W}_i(?<site>\\d+)_ch(?<channel>\\d+)\\.{X}$',
    weak: true,
    notes: 'i from 1, ch from 0',
  },
  {
    id: 'series',
    vendor: 'exports of Bio-Formats series names',
    reads: 'name',
    pattern: '^(?<plate>.+?) \\[Well (?<wellIndex>\\d+), Field (?<site>\\d+).*\\]\\.{X}$',
    notes: 'wells are numbered',
  },
  {
    id: 'omezarr',
    vendor: 'OME-Zarr plate',
    reads: 'path',
    pattern: '(?:^|/)(?<plate>[^/]+)\\.zarr/(?<row>{N})/(?<col>\\d{1,2})/(?<site>\\d+)$',
    notes: 'a folder per field, counted from 0',
  },
  {
    id: 'incucyteshort',
    vendor: 'Sartorius Incucyte, one file a field',
    reads: 'name',
    pattern: '^(?<plate>.+)_{W}_(?<site>\\d{1,2})\\.tiff?$',
    weak: true,
    notes: 'time or channel are pages of the file',
  },
  {
    id: 'wellonly',
    vendor: 'Molecular Devices ImageXpress, one site and one wave',
    reads: 'name',
    pattern: '^(?<plate>.+)_{W}(?:_?\\[?(?<guid>{G})\\]?)?\\.tiff?$',
    weak: true,
    notes:
      'any name that ends like a well fits: believed only with a GUID, a plate word or a plate-like folder',
  },
]

export const conventions: readonly Convention[] = table.map((entry) => ({
  ...entry,
  pattern: compile(entry.pattern),
}))
