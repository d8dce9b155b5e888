import type { Span } from '@loupe-ai/model'
import { writeJson } from '../kit/json-value.ts'
import { failuresOf } from './error-text.ts'
import { jsonOfAttribute } from './json-of.ts'
import type { TraceView } from './trace-view.ts'

/** All that can be found in a trace, folded to lower case once; one text for each row. */
export type SearchIndex = readonly string[]

export const buildSearchIndex = ({ rows }: Pick<TraceView, 'rows'>): SearchIndex =>
  rows.map(({ span, label, subtitle }) => searchText(span, [label, subtitle ?? '']).toLowerCase())

const SEPARATOR = '\u0000'

function searchText(span: Span, shown: readonly string[]): string {
  const pieces = [...shown, span.name, span.type, span.spanId, span.status.message ?? '']
  if (span.inputs !== undefined) pieces.push(withoutEscapes(span.inputs))
  if (span.outputs !== undefined) pieces.push(withoutEscapes(span.outputs))
  for (const [key, value] of Object.entries(span.attributes)) {
    pieces.push(key, typeof value === 'string' ? value : writeJson(jsonOfAttribute(value), false))
  }
  for (const event of span.events) pieces.push(event.name)
  for (const failure of failuresOf(span)) pieces.push(failure.type ?? '', failure.message)
  return pieces.join(SEPARATOR)
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/g
const SHORT: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** JSON as a person would type what is in it: `foo\nbar` must not read `foonbar`. */
const withoutEscapes = (json: string): string =>
  json.includes('\\')
    ? json.replace(ESCAPE, (_all, hex: string | undefined, letter: string) =>
        hex === undefined ? (SHORT[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : json

/** The indices of the rows in which `query` occurs, any case, in the order of the tree. None for an empty query. */
export function findRows(index: SearchIndex, query: string): number[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const found: number[] = []
  for (const [row, text] of index.entries()) if (text.includes(wanted)) found.push(row)
  return found
}

/**
 * The match after (`step` 1) or before (-1) the row `from`, around the end; the first or last when nothing is chosen.
 * `found` ascends.
 */
export function stepMatch(found: readonly number[], from: number | undefined, step: 1 | -1): number | undefined {
  if (from === undefined) return step === 1 ? found[0] : found.at(-1)
  return step === 1
    ? (found.find((row) => row > from) ?? found[0])
    : (found.findLast((row) => row < from) ?? found.at(-1))
}
