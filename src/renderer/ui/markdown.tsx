import { Fragment, type ReactNode } from 'react'

type Pictures = Readonly<Record<string, string>>

/**
 * Just what model cards use: headings, lists, tables, paragraphs, **bold**, `code`, and pictures on a line of their
 * own, of those given (data URLs by name) and from nowhere else. Comments are left out. Anything else stays text.
 */
export function Markdown({ text, pictures = {} }: { text: string; pictures?: Pictures }) {
  return <div className="md">{blocks(text.replace(/<!--.*?-->/gs, ''), pictures)}</div>
}

function inline(text: string): ReactNode {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i) => {
    const key = `${i} ${part.length}`
    if (part.startsWith('**') && part.length > 4) return <b key={key}>{part.slice(2, -2)}</b>
    if (part.startsWith('`') && part.length > 2) return <code key={key}>{part.slice(1, -1)}</code>
    return <Fragment key={key}>{part}</Fragment>
  })
}

const cells = (line: string) =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())

/** Two spaces before its mark put an item one level down; 3 is as deep as it is shown. */
const depthOf = (item: string) => Math.min(3, Math.floor(item.search(/\S/) / 2)) || undefined

function blocks(text: string, pictures: Pictures): ReactNode[] {
  return text
    .split(/\n{2,}/)
    .flatMap((block) => block.split(/\n(?=#{1,4} )|(?<=^#{1,4} [^\n]*)\n/))
    .map((block, at) => {
      const lines = block.trim().split('\n')
      const first = lines[0] ?? ''
      const key = `${at} ${first}`
      if (first === '') return null
      if (/^#{1,4} /.test(first)) return <h3 key={key}>{inline(first.replace(/^#+ /, ''))}</h3>
      const picture = /^!\[([^\]]*)\]\(([^)\s]+)\)$/.exec(block.trim())
      if (picture) {
        const [, words = '', name = ''] = picture
        const source = Object.hasOwn(pictures, name) ? pictures[name] : undefined
        return (
          <figure key={key}>
            {source && <img src={source} alt="" />}
            <figcaption>{words}</figcaption>
          </figure>
        )
      }
      if (lines.every((line) => /^\s*([-*]|\d+\.) /.test(line) || /^\s{2,}/.test(line))) {
        const items = block.trim().split(/\n(?=\s*(?:[-*]|\d+\.) )/)
        return (
          <ul key={key}>
            {items.map((item, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place, two may say the same.
              <li key={`${n} ${item.length}`} data-depth={depthOf(item)}>
                {inline(item.replace(/^\s*([-*]|\d+\.) /, '').replace(/\s*\n\s*/g, ' '))}
              </li>
            ))}
          </ul>
        )
      }
      if (lines.length > 2 && /^\|?[\s:|-]+\|?$/.test(lines[1] ?? '')) {
        return (
          <table className="table table--tight" key={key}>
            <thead>
              <tr>
                {cells(first).map((cell) => (
                  <th key={cell}>{inline(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.slice(2).map((line) => (
                <tr key={line}>
                  {cells(line).map((cell, c) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                    <td key={`${c} ${cell}`}>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
      return <p key={key}>{inline(lines.join(' '))}</p>
    })
}
