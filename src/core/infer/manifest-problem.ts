/** What is wrong with a manifest, as a sentence: the first thing its schema or the JSON reader objects to. */
export function manifestProblem(cause: unknown): string {
  const issue = (cause as { issues?: readonly SchemaIssue[] }).issues?.[0]
  if (issue) return sentenceOf(issue)
  if (cause instanceof SyntaxError) return `it is no valid JSON (${cause.message}).`
  const words = cause instanceof Error ? cause.message : String(cause)
  return /[.!?]$/.test(words) ? words : `${words}.`
}

/** The part of a schema library's issue that is used here. */
interface SchemaIssue {
  code?: string
  path: readonly PropertyKey[]
  message: string
  expected?: string
  values?: readonly unknown[]
}

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
}

function sentenceOf({ code, path, message, expected, values }: SchemaIssue): string {
  const at = path.length > 0 ? `“${path.join('.')}”` : 'the file'
  const words = message.replace(/^[^:]*: (expected )?/, '')
  if (code === 'unrecognized_keys') return `${at}: ${message}.`
  if (message.endsWith('received undefined')) return `${at} is missing.`
  if (code === 'invalid_type' && expected) return `${at} must be ${KINDS[expected] ?? expected}.`
  if (code === 'invalid_value' && values) return `${at} must be ${values.map((v) => `“${v}”`).join(' or ')}.`
  if (code === 'too_big' || code === 'too_small') return `${at} is out of range (${words}).`
  return `${at}: ${message.replace(/[.]$/, '')}.`
}
