import type { AttributeValue, Span } from '@loupe-ai/model'

/**
 * What a text search of a span finds beyond its name, inputs and outputs as they are: attribute values, and the texts
 * inside inputs and outputs that are written with escapes there. A text a line.
 */
export function spanText(span: Pick<Span, 'inputs' | 'outputs' | 'attributes'>): string {
  const texts: string[] = []
  gatherValue(span.attributes, texts)
  if (span.inputs !== undefined) gatherEscaped(span.inputs, texts)
  if (span.outputs !== undefined) gatherEscaped(span.outputs, texts)
  return texts.join('\n')
}

function gatherValue(value: AttributeValue, texts: string[]): void {
  if (value === null || value instanceof Uint8Array) return
  if (typeof value === 'object') for (const inner of Object.values(value)) gatherValue(inner, texts)
  else texts.push(String(value))
}

// oxlint-disable-next-line no-control-regex -- control characters are what JSON must escape
const MUST_BE_ESCAPED = /["\\\u0000-\u001f]/

function gatherEscaped(json: string, texts: string[]): void {
  if (!json.includes('\\')) return
  // These escapes are a sender's choice: any text may have been written with them.
  const anyText = json.includes('\\u') || json.includes('\\/')
  gatherStrings(documentOf(json), (text) => {
    if (anyText || MUST_BE_ESCAPED.test(text)) texts.push(text)
  })
}

/** Undefined for what is not JSON after all: it is kept and found as it is. */
function documentOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** Keys and values. With a stack of its own, because nesting may be deeper than the machine's. */
function gatherStrings(document: unknown, found: (text: string) => void): void {
  const waiting = [document]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value === 'string') found(value)
    else if (typeof value === 'object' && value !== null) {
      if (!Array.isArray(value)) for (const key of Object.keys(value)) found(key)
      const inner: unknown[] = Object.values(value)
      for (let index = inner.length - 1; index >= 0; index--) waiting.push(inner[index])
    }
  }
}
