import { type Filter, TRACE_METADATA } from '@loupe-ai/model'
import { FilterError, type FilterFailure, orFailure } from '../filter-failure.ts'
import { isWord } from '../read-operator.ts'
import { Reading } from '../reading.ts'
import { unquoted } from '../split-key.ts'
import type { Token } from '../tokenize.ts'

/** What one filter of a metrics query asks of the traces, or of the spans or assessments that are counted. */
export type MetricFilter =
  | { readonly of: 'trace'; readonly filter: Filter }
  | { readonly of: 'span'; readonly key: 'name' | 'status' | 'type'; readonly value: string }
  | { readonly of: 'assessment'; readonly key: 'name' | 'type'; readonly value: string }

export type MetricFilterResult =
  | { readonly ok: true; readonly filter: MetricFilter }
  | { readonly ok: false; readonly failure: FilterFailure }

/** By view, what can be compared of it and whether that has a key. */
const ENTITIES: Readonly<Record<MetricFilter['of'], Readonly<Record<string, boolean>>>> = {
  trace: { status: false, tag: true, metadata: true },
  span: { name: false, status: false, type: false },
  assessment: { name: false, type: false },
}

const HINT = "A filter is one comparison: trace.status = 'OK'."

/** Reads a filter of QueryTraceMetrics: one comparison by `=` (mlflow-wire.md §3.6), with MLflow's messages. Never throws. */
export function parseMetricFilter(text: string): MetricFilterResult {
  const result = orFailure(() => readFilter(text))
  return result.ok ? { ok: true, filter: result.read } : result
}

interface Parts {
  readonly key: Token
  readonly operator: Token
  readonly value: Token
}

function readFilter(text: string): MetricFilter {
  const { tokens } = new Reading(text)
  if (text !== '' && tokens.length === 0)
    throw new FilterError(`Invalid filter '${text}'. Could not be parsed.`, 0, HINT)
  const { comparisons, others } = splitTokens(tokens)
  const [other] = others
  if (other !== undefined) {
    const told = others.map(({ raw }) => raw).join(', ')
    throw new FilterError(`Invalid clause(s) in filter string: ${told}`, other.position, HINT)
  }
  const filters = comparisons.map(readComparison)
  if (filters.length !== 1) {
    const position = comparisons[1]?.key.position ?? 0
    throw new FilterError(`Invalid filter: '${text}'. Expected one filter clause.`, position, HINT)
  }
  return filters[0]!
}

/** What has the form of a comparison, and what stands beside it. */
function splitTokens(tokens: readonly Token[]): { comparisons: Parts[]; others: Token[] } {
  const comparisons: Parts[] = []
  const others: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const [key, operator, value] = tokens.slice(at, at + 3)
    if (operator !== undefined && value !== undefined && isComparison(key!, operator, value)) {
      comparisons.push({ key: key!, operator, value })
      at += 2
    } else others.push(key!)
  }
  return { comparisons, others }
}

const isComparison = (key: Token, operator: Token, value: Token): boolean =>
  isOperand(key) &&
  (operator.kind === 'comparison' || ['LIKE', 'ILIKE'].some((word) => isWord(operator, word))) &&
  isOperand(value)

const isOperand = (token: Token): boolean =>
  token.kind === 'text' ||
  token.kind === 'number' ||
  (token.kind === 'word' && !['AND', 'OR', 'NOT'].some((word) => isWord(token, word)))

function readComparison({ key, operator, value }: Parts): MetricFilter {
  if (key.kind !== 'word') {
    throw new FilterError(`Invalid comparison clause. Expected 'Identifier' found '${key.raw}'`, key.position, HINT)
  }
  const { view, entity, rest } = readKey(key)
  if (operator.raw !== '=') {
    const message = `Invalid comparator: '${operator.raw}', only '=' operator is supported`
    throw new FilterError(message, operator.position)
  }
  return filterOf(view, entity, rest, readText(value, entity))
}

interface Key {
  readonly view: MetricFilter['of']
  readonly entity: string
  readonly rest: string
}

function readKey({ raw, position }: Token): Key {
  const [view, entity, ...more] = raw.split('.')
  if (entity === undefined) {
    const message = `Invalid identifier '${raw}'. Columns should be specified as 'trace.<key>', 'span.<key>', 'assessment.<key>'.`
    throw new FilterError(message, position)
  }
  const known = unquoted(view!)
  if (!isView(known)) {
    const views = Object.keys(ENTITIES).map((name) => `'${name}'`)
    const message = `Invalid view type '${known}'. Valid values are dict_keys([${views.join(', ')}])`
    throw new FilterError(message, position)
  }
  const entities = ENTITIES[known]
  if (!Object.hasOwn(entities, entity)) {
    const names = Object.keys(entities).map((name) => `'${name}'`)
    const message = `Invalid entity '${entity}' specified for view type '${known}'. Valid entities are [${names.join(', ')}]`
    throw new FilterError(message, position)
  }
  const rest = unquoted(more.join('.'))
  if (entities[entity] && rest === '') {
    const message = `Filtering by ${entity} requires a key, e.g. '${known}.${entity}.<key> = <value>'`
    throw new FilterError(message, position)
  }
  if (!entities[entity] && more.length > 0) {
    const message = `Filtering by ${entity} does not require a key, use '${known}.${entity}' instead`
    throw new FilterError(message, position)
  }
  return { view: known, entity, rest }
}

const isView = (name: string): name is MetricFilter['of'] => Object.hasOwn(ENTITIES, name)

function readText({ kind, raw, position }: Token, entity: string): string {
  if (kind === 'text') return raw.slice(1, -1)
  const isName = kind === 'word' && !['NULL', 'TRUE', 'FALSE'].includes(raw.toUpperCase())
  const message = isName
    ? `Parameter value is either not quoted or unidentified quote types used for string value ${raw}. Use either single or double quotes.`
    : `Expected a quoted string value for ${entity} value (e.g. 'my-value'). Got value ${raw}`
  throw new FilterError(message, position)
}

function filterOf(view: MetricFilter['of'], entity: string, key: string, value: string): MetricFilter {
  if (view === 'span') return { of: view, key: entity as 'name' | 'status' | 'type', value }
  if (view === 'assessment') return { of: view, key: entity as 'name' | 'type', value }
  return { of: view, filter: { kind: 'compare', field: fieldOf(entity, key), operator: '=', value } }
}

/** Runs that a trace was linked to count as the one it was made in, as `run_id` has it. */
function fieldOf(entity: string, key: string): Extract<Filter, { kind: 'compare' }>['field'] {
  if (entity === 'status') return { entity: 'attribute', key: 'status' }
  if (entity === 'metadata' && key === TRACE_METADATA.sourceRun) return { entity: 'attribute', key: 'run_id' }
  return { entity: entity === 'tag' ? 'tag' : 'metadata', key }
}
