import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, describe, expect, it } from 'vitest'
import { cardPictures } from '../../src/main/window/card-pictures'
import { Markdown } from '../../src/renderer/ui/markdown'

const folder = mkdtempSync(join(tmpdir(), 'karyon-card-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the pictures of a model card', () => {
  writeFileSync(join(folder, 'plot.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(folder, 'field.png'), new Uint8Array([137, 80]))
  writeFileSync(join(folder, 'huge.png'), new Uint8Array(100_001))
  writeFileSync(join(folder, 'unnamed.png'), 'x')
  symlinkSync('/etc/hostname', join(folder, 'link.png'))

  it('are those the card names, from its own folder and nowhere else', async () => {
    const names = [
      'plot.svg',
      'field.png',
      'huge.png',
      'link.png',
      'gone.png',
      '../field.png',
      '/etc/passwd',
      'https://example.org/a.png',
      'model.onnx',
    ]
    const card = names.map((name) => `![words](${name})`).join('\n\n')
    const pictures = await cardPictures(folder, card)
    expect(pictures).toEqual({
      'plot.svg': `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>')}`,
      'field.png': `data:image/png;base64,${btoa('\u0089P')}`,
    })
  })

  it('are twelve at most', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `many-${i}.png`)
    for (const name of names) writeFileSync(join(folder, name), 'x')
    const card = names.map((name) => `![](${name})`).join('\n\n')
    expect(Object.keys(await cardPictures(folder, card))).toEqual(names.slice(0, 12))
  })

  it('stand in the card with their words; one that is not there leaves its words, comments leave nothing', () => {
    const text = '<!-- made by a script -->\n\n## Plots\n\n![A plot](plot.svg)\n\n![Lost](constructor)'
    const html = renderToStaticMarkup(
      createElement(Markdown, { text, pictures: { 'plot.svg': 'data:image/svg+xml;base64,AA' } }),
    )
    expect(html).toContain('<img src="data:image/svg+xml;base64,AA" alt=""/><figcaption>A plot</figcaption>')
    expect(html).toContain('<figure><figcaption>Lost</figcaption></figure>')
    expect(html).not.toContain('script')
  })

  it('of another place are not loaded', () => {
    const html = renderToStaticMarkup(createElement(Markdown, { text: '![x](https://example.org/a.png)' }))
    expect(html).not.toContain('<img')
  })
})
