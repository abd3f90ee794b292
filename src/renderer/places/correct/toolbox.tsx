import { many } from '../../logic/format'
import { useReview } from '../../state/review-store'
import { Icon, type IconName } from '../../ui/icon'
import { type Tool, useCorrect } from './correct-store'
import type { Tools } from './use-tools'

export const TOOLS: { tool: Tool; name: string; key: string; icon: IconName }[] = [
  { tool: 'select', name: 'Select', key: 'V', icon: 'pointer' },
  { tool: 'add', name: 'Add', key: 'A', icon: 'add' },
  { tool: 'delete', name: 'Delete', key: 'D', icon: 'delete' },
  { tool: 'split', name: 'Split', key: 'S', icon: 'split' },
  { tool: 'merge', name: 'Merge', key: 'M', icon: 'merge' },
  { tool: 'redraw', name: 'Redraw', key: 'R', icon: 'redraw' },
  { tool: 'superpixels', name: 'Superpixels', key: 'P', icon: 'superpixel' },
]

const SAYS: Record<Tool, { words: string; enter?: string }> = {
  select: { words: 'Click a nucleus, or N for the next.' },
  add: { words: 'Draw around the nucleus.', enter: 'add' },
  delete: { words: 'Click what is no nucleus; Enter deletes the selected one.' },
  split: { words: 'Draw across the nucleus where it should part.', enter: 'split' },
  merge: { words: 'Click the pieces of one nucleus.', enter: 'merge' },
  redraw: { words: 'Draw the selected nucleus anew; [ and ] move its outline.', enter: 'redraw' },
  superpixels: {
    words: 'Paint the pieces of one nucleus; a touching one takes another colour.',
    enter: 'done',
  },
}

/** The tools, one of them in hand, and what it waits for. */
export function Toolbox({ tools }: { tools: Tools }) {
  const { tool, said } = useCorrect()
  const { words, enter } = SAYS[tool]
  return (
    <>
      <div className="hud correct__tools" role="toolbar" aria-label="Tools" aria-orientation="vertical">
        {TOOLS.map(({ tool: each, name, key, icon }) => (
          <button
            key={each}
            type="button"
            className="correct__tool"
            aria-pressed={tool === each}
            aria-keyshortcuts={key}
            title={name}
            onClick={() => tools.pick(each)}
          >
            <Icon name={icon} />
            <span>{name}</span>
            <kbd>{key}</kbd>
          </button>
        ))}
      </div>
      <Now />
      <div className="hud hud--row correct__prompt" role={said ? 'alert' : undefined}>
        <span>{said ?? words}</span>
        {!said && enter && (
          <>
            <kbd>Enter</kbd>
            <span>{enter}</span>
          </>
        )}
        <kbd>Esc</kbd>
        <span>{said ? 'away' : 'leave'}</span>
      </div>
    </>
  )
}

/** The same in words for those who do not see the stage. */
function Now() {
  const { tool, pending, colour, line } = useCorrect()
  const selected = useReview((state) => state.nucleus)
  const made = pending?.nuclei.map(({ areaPx }) => `${areaPx} px`).join(' and ')
  let words = selected === undefined ? 'no nucleus selected' : `nucleus ${selected} selected`
  if (tool === 'superpixels') words = `colour ${colour + 1}`
  if (line.length > 0) words = many(line.length / 2, 'point', 'points')
  if (pending) words = `${made || 'nothing left'}; Enter accepts`
  return (
    <span className="sr" role="status">
      {words}
    </span>
  )
}
