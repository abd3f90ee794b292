/**
 * A tolerant reader for the flat XML that instruments write: it finds elements by their local name (prefixes are
 * ignored) and never needs the whole document, so a file cut short still tells what its beginning says.
 */
export interface XmlElement {
  attributes: Map<string, string>
  /** Text between the tags, markup included; empty for `<a/>`. */
  inner: string
}

/** The elements of this local name, in order; elements of the same name are not looked for inside each other. */
export function* elements(xml: string, name: string): Generator<XmlElement> {
  const opening = new RegExp(`<(?:[\\w.-]+:)?${name}(?=[\\s/>])([^<>]*?)(/?)>`, 'g')
  for (let tag = opening.exec(xml); tag; tag = opening.exec(xml)) {
    const attributes = readAttributes(tag[1])
    if (tag[2] === '/') {
      yield { attributes, inner: '' }
      continue
    }
    const closing = new RegExp(`</(?:[\\w.-]+:)?${name}\\s*>`, 'g')
    closing.lastIndex = opening.lastIndex
    const end = closing.exec(xml)
    if (!end) return
    yield { attributes, inner: xml.slice(opening.lastIndex, end.index) }
    opening.lastIndex = closing.lastIndex
  }
}

export function firstElement(xml: string, name: string): XmlElement | undefined {
  return elements(xml, name).next().value as XmlElement | undefined
}

/** The text of the first element of this name, trimmed; undefined when it is absent or empty. */
export function textOf(xml: string, name: string): string | undefined {
  const text = firstElement(xml, name)?.inner.trim()
  return text ? decode(text) : undefined
}

/** The number an element's text or an attribute holds; undefined when it is none. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const found of text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes.set(found[1].replace(/^.*:/, ''), decode(found[2] ?? found[3]))
  }
  return attributes
}

export function decode(text: string): string {
  return text
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
