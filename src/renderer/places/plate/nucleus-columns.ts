import type { NucleusColumn } from '@shared/contract'
import type { Column } from '../../ui/table-row'

/** Columns of the table of nuclei; their keys are those of the services. */
export const nucleusColumns = (um: boolean): (Column & { key: NucleusColumn })[] => [
  { key: 'image', label: 'Image', width: 'minmax(112px, 2fr)', sortable: true },
  { key: 'label', label: 'Nucleus', width: 'minmax(64px, .8fr)', numeric: true, sortable: true },
  {
    key: 'areaPx',
    label: um ? 'Area µm²' : 'Area px',
    width: 'minmax(72px, 1fr)',
    numeric: true,
    sortable: true,
  },
  {
    key: 'diameterPx',
    label: um ? 'Diameter µm' : 'Diameter px',
    width: 'minmax(84px, 1fr)',
    numeric: true,
    sortable: true,
  },
  {
    key: 'eccentricity',
    label: 'Eccentricity',
    width: 'minmax(84px, 1fr)',
    numeric: true,
    sortable: true,
    secondary: true,
  },
  {
    key: 'solidity',
    label: 'Solidity',
    width: 'minmax(64px, 1fr)',
    numeric: true,
    sortable: true,
    secondary: true,
  },
  { key: 'intensity', label: 'Mean', width: 'minmax(64px, 1fr)', numeric: true, sortable: true },
  { key: 'confidence', label: 'Confidence', width: 'minmax(104px, 1.2fr)', numeric: true, sortable: true },
]
