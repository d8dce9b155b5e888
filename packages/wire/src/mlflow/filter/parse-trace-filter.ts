import type { Filter } from '@loupe-ai/model'
import { buildClause } from './build-clause.ts'
import { FilterError, type FilterFailure, invalidClauses } from './filter-failure.ts'
import { isWord, readOperator } from './read-operator.ts'
import { readValue } from './read-value.ts'
import { resolveKey } from './resolve-key.ts'
import { type Token, tokenize } from './tokenize.ts'

const MAX_FILTER_CHARACTERS = 100_000

export type FilterResult =
  /** Undefined is no condition at all: every trace. */
  { readonly ok: true; readonly filter: Filter | undefined } | { readonly ok: false; readonly failure: FilterFailure }

/**
 * Reads a filter of SearchTracesV3 (mlflow-wire.md §7): clauses joined by AND, no OR, no NOT, no brackets. Never throws.
 * Unlike MLflow's it keeps `tag.name` a tag, takes operators in any case everywhere, IN for tags, metadata, `name` and
 * `run_id`, and `text` without `trace.`. Span attributes and prompts are refused. RLIKE takes RE2's syntax.
 */
export function parseTraceFilter(text: string): FilterResult {
  if (text.length > MAX_FILTER_CHARACTERS) {
    const message = `The filter string has more than ${MAX_FILTER_CHARACTERS} characters.`
    return { ok: false, failure: { message, position: MAX_FILTER_CHARACTERS } }
  }
  try {
    const parts = readClauses(text, tokenize(text))
    return { ok: true, filter: parts.length > 1 ? { kind: 'and', parts } : parts[0] }
  } catch (error) {
    if (error instanceof FilterError)
      return { ok: false, failure: { message: error.message, position: error.position } }
    throw error
  }
}

/** AND may be missing between clauses, and stand before the first and after the last. */
function readClauses(text: string, tokens: readonly Token[]): Filter[] {
  const parts: Filter[] = []
  for (let at = 0; at < tokens.length;) {
    if (isWord(tokens[at], 'AND')) {
      at++
      continue
    }
    const { filter, tokenCount } = readClause(text, tokens, at)
    parts.push(filter)
    at += tokenCount
  }
  return parts
}

interface ReadClause {
  readonly filter: Filter
  readonly tokenCount: number
}

function readClause(text: string, tokens: readonly Token[], at: number): ReadClause {
  const key = tokens[at]!
  const found = readOperator(tokens, at + 1)
  if (key.kind !== 'word' || found === undefined) throw noClause(text, tokens, at)
  const field = resolveKey(key.raw, key.position)
  const { operator, name: operatorName, tokenCount } = found
  const clause = { key, field, operator, operatorName, operatorToken: tokens[at + 1]! }
  if (operator.kind === 'exists') return { filter: buildClause(clause), tokenCount: 1 + tokenCount }
  const read = readValue(tokens, at + 1 + tokenCount)
  return {
    filter: buildClause({ ...clause, value: read?.value }),
    tokenCount: 1 + tokenCount + (read?.tokenCount ?? 0),
  }
}

const ARITHMETIC = ['-', '/', '+', '*', '%']

/** Says what stands at `tokens[at]`, where a clause should begin. */
function noClause(text: string, tokens: readonly Token[], at: number): FilterError {
  const token = tokens[at]!
  const { raw, position } = token
  if (raw === ';' && at < tokens.length - 1) {
    return new FilterError(
      `Search filter contained multiple expression "${text}". Provide AND-ed expression list.`,
      position,
    )
  }
  const comparisonAt = tokens.findIndex(({ kind }, index) => index > at && kind === 'comparison')
  const left = comparisonAt < 0 ? undefined : text.slice(position, tokens[comparisonAt]!.position).trim()
  const isExpression = token.kind === 'word' && ARITHMETIC.includes(tokens[at + 1]?.raw ?? '')
  const isValue = (token.kind === 'text' || token.kind === 'number') && comparisonAt === at + 1
  if (left !== undefined && (isExpression || isValue)) {
    return new FilterError(`Invalid comparison clause. Expected 'Identifier' found '${left}'`, position)
  }
  if (raw === '(') return invalidClauses([text.slice(position, endOfBracket(tokens, at, text))], position)
  if (token.kind !== 'word' || isWord(token, 'OR') || isWord(token, 'NOT')) return invalidClauses([raw], position)
  return invalidClauses(clauseless(tokens, at), position)
}

/** After the bracket that closes the one at `tokens[at]`, or the end of the text. */
function endOfBracket(tokens: readonly Token[], at: number, text: string): number {
  let depth = 0
  for (const { raw, position } of tokens.slice(at)) {
    if (raw === '(') depth++
    if (raw === ')') depth--
    if (depth === 0) return position + 1
  }
  return text.length
}

/** The tokens from `at` to the next clause: an AND between values, as of BETWEEN, is none's beginning and not told of. */
function clauseless(tokens: readonly Token[], at: number): string[] {
  const texts: string[] = []
  for (let next = at; next < tokens.length; next++) {
    const token = tokens[next]!
    if (isWord(token, 'AND')) {
      if (tokens[next + 1]?.kind === 'word') break
    } else {
      texts.push(token.raw)
    }
  }
  return texts
}
