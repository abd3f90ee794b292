import type { RunState } from '@shared/run'
import type { Route } from '../state/route'

export type Hint = [keys: string[], what: string]

/** The list behind `?`: everything the keyboard does, by place. Only what works is listed. */
export const KEYS: { title: string; keys: Hint[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      [['Ctrl O'], 'Choose a folder'],
      [['Ctrl I'], 'Choose images'],
      [['Ctrl K'], 'Find or run'],
      [['Alt 1', 'Alt 4'], 'Places, first to last'],
      [['F6'], 'Next region'],
      [['Esc'], 'Close, take back'],
      [['?'], 'These keys'],
    ],
  },
  {
    title: 'Queue',
    keys: [
      [['Space'], 'Pause, go on'],
      [['↑ ↓'], 'Image'],
      [['Enter'], 'Open the image'],
      [['R'], 'Read again'],
      [['Alt ↑', 'Alt ↓'], 'Move the run'],
    ],
  },
  {
    title: 'Plate',
    keys: [
      [['← → ↑ ↓'], 'Well'],
      [['Shift ←'], 'Wells up to there'],
      [['Space'], 'One well more'],
      [['Enter'], 'Open images'],
      [['N'], 'Next flagged well'],
      [['Del'], 'Leave out, take back'],
      [['Ctrl C'], 'Copy the table'],
      [['Ctrl E'], 'Export'],
    ],
  },
  {
    title: 'Image',
    keys: [
      [['← →'], 'Field'],
      [['+ −'], 'Zoom'],
      [['F'], 'Fit'],
      [['Z'], '1 : 1'],
      [['0 1 2 3'], 'Image, outlines, fill, errors'],
      [['H'], 'Image alone, while held'],
      [['N'], 'Next to check, next error'],
      [['A'], 'Automatic contrast'],
      [['Y'], 'Keep: sure of it'],
      [['Del'], 'Remove the nucleus'],
      [['E'], 'Correct'],
    ],
  },
  {
    title: 'Correct',
    keys: [
      [['V A D S M R P'], 'Tools'],
      [['Enter'], 'Accept'],
      [['Esc'], 'Let go, leave'],
      [['Ctrl Z', 'Ctrl Y'], 'Undo, redo'],
      [['Shift ← → ↑ ↓'], 'Move the cross'],
      [['Space'], 'Set a point at the cross'],
      [['W'], 'Split at the waist'],
      [['[ ]'], 'Brush; Redraw: the outline'],
      [['1', '4'], 'Paint colour'],
      [['H'], 'The model’s outlines, while held'],
    ],
  },
  {
    title: 'Evaluate',
    keys: [
      [['N', 'Shift N'], 'Next error, previous'],
      [['↑ ↓'], 'Image'],
      [['[ ]'], 'IoU threshold'],
      [['H'], 'Image alone, while held'],
      [['F'], 'No error framed'],
      [['Ctrl E'], 'Export'],
    ],
  },
  {
    title: 'Compare',
    keys: [
      [['N', 'Shift N'], 'Next difference, previous'],
      [['← →'], 'Field'],
      [['B'], 'Blink'],
      [['L'], 'Link both views'],
      [['X'], 'Swap A and B'],
      [['F'], 'Fit'],
    ],
  },
]

/** The same while an image is corrected. */
export const CORRECT_HINTS: Hint[] = [
  [['V…P'], 'Tool'],
  [['Del'], 'Remove'],
  [['Ctrl Z'], 'Undo'],
  [['Enter'], 'Accept'],
  [['← →'], 'Image'],
]

/**
 * The keys of the present page, for the strip. In a browser only folders can be chosen; of a run (`queued`: state of the one the
 * queue shows) only what can be done to it now.
 */
export function hintsFor(route: Route, browser: boolean, queued?: RunState): Hint[] {
  if (route.place === 'count' && route.tab === 'queue') {
    const space: Hint[] =
      queued === 'paused'
        ? [[['Space'], 'Go on']]
        : queued === 'running' || queued === 'preparing'
          ? [[['Space'], 'Pause']]
          : []
    return [
      ...space,
      [['↑', '↓'], 'Image'],
      [['Enter'], 'Open'],
      [['R'], 'Read again'],
      ...(queued === 'waiting' ? ([[['Alt ↑'], 'Move up']] satisfies Hint[]) : []),
    ]
  }
  if (route.place === 'review' && route.tab === 'image') {
    return [
      [['← →'], 'Field'],
      [['+ −'], 'Zoom'],
      [['Drag'], 'Pan'],
      [['N'], 'Next to check'],
      [['E'], 'Correct'],
    ]
  }
  if (route.place === 'review') {
    return [
      [['← → ↑ ↓'], 'Well'],
      [['Enter'], 'Open images'],
      [['N'], 'Next flag'],
      [['Del'], 'Leave out'],
      [['Ctrl E'], 'Export'],
    ]
  }
  if (route.place === 'evaluate' && route.tab === 'scores') {
    return [
      [['N'], 'Next error'],
      [['Shift N'], 'Previous'],
      [['↑ ↓'], 'Image'],
      [['[ ]'], 'IoU threshold'],
      [['H'], 'Image alone'],
    ]
  }
  if (route.place === 'evaluate') {
    return [
      [['N'], 'Next difference'],
      [['B'], 'Blink'],
      [['L'], 'Link'],
      [['X'], 'Swap'],
      [['← →'], 'Field'],
    ]
  }
  if (route.place === 'devices') {
    return [
      [['T'], 'Test all'],
      [['?'], 'All keys'],
    ]
  }
  const images: Hint[] = browser ? [] : [[['Ctrl I'], 'Choose images']]
  return [[['Ctrl O'], 'Choose folder'], ...images, [['?'], 'All keys']]
}
