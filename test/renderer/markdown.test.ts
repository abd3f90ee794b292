import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { Markdown } from '../../src/renderer/ui/markdown'

const shown = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }))

describe('the text of a model card', () => {
  it('shows items below items, as the card of a mean of networks has them', () => {
    const html = shown(
      '- mean of\n  - one,\n    its words go on\n    - of two\n  - one,\n    its words go on\n- next',
    )
    expect(html).toBe(
      '<div class="md"><ul><li>mean of</li><li data-depth="1">one, its words go on</li><li data-depth="2">of two</li>' +
        '<li data-depth="1">one, its words go on</li><li>next</li></ul></div>',
    )
  })

  it('takes items that say the same', () => {
    const wrong = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(shown('- same\n- same').match(/<li>same<\/li>/g)).toHaveLength(2)
    expect(wrong).not.toHaveBeenCalled()
    wrong.mockRestore()
  })
})
