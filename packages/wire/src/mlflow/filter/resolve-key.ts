import type { AttributeKey, FieldRef } from '@loupe-ai/model'
import { asSet, FilterError, notSupportedYet } from './filter-failure.ts'

/** Every attribute key with what it means (mlflow-wire.md §7.2). */
const ATTRIBUTE_KEYS: ReadonlyMap<string, AttributeKey> = new Map<string, AttributeKey>([
  ['request_id', 'request_id'],
  ['client_request_id', 'client_request_id'],
  ['name', 'name'],
  ['status', 'status'],
  ['timestamp', 'timestamp_ms'],
  ['timestamp_ms', 'timestamp_ms'],
  ['execution_time', 'execution_time_ms'],
  ['execution_time_ms', 'execution_time_ms'],
  ['end_time', 'end_time_ms'],
  ['end_time_ms', 'end_time_ms'],
  ['run_id', 'run_id'],
  ['text', 'text'],
])
const SPAN_KEYS = ['name', 'type', 'status'] as const

type Resolve = (key: string, position: number) => FieldRef

/** Entities by each of their names; they are case-sensitive. */
const ENTITIES: ReadonlyMap<string, Resolve> = new Map<string, Resolve>([
  ['attribute', attribute],
  ['attributes', attribute],
  ['trace', attribute],
  ['tag', (key) => ({ entity: 'tag', key })],
  ['tags', (key) => ({ entity: 'tag', key })],
  ['metadata', (key) => ({ entity: 'metadata', key })],
  ['request_metadata', (key) => ({ entity: 'metadata', key })],
  ['span', span],
  ['feedback', (key) => ({ entity: 'feedback', key })],
  ['expectation', (key) => ({ entity: 'expectation', key })],
  ['issue', issue],
])

/** What `word` (as `tokenize` cut it) names. Throws FilterError for what does not exist. */
export function resolveKey(word: string, position: number): FieldRef {
  const { entity, key } = splitKey(word)
  const resolve = ENTITIES.get(entity)
  if (resolve === undefined) {
    throw new FilterError(`Invalid entity type '${entity}'. Valid values are ${asSet([...ENTITIES.keys()])}`, position)
  }
  return resolve(key, position)
}

/** At the first dot; without one the entity is `attribute`. */
export function splitKey(word: string): { readonly entity: string; readonly key: string } {
  const dot = word.startsWith('`') ? -1 : word.indexOf('.')
  return dot < 0
    ? { entity: 'attribute', key: unquoted(word) }
    : { entity: word.slice(0, dot), key: unquoted(word.slice(dot + 1)) }
}

function attribute(key: string, position: number): FieldRef {
  if (key === 'prompt') return refuse('a filter by prompt', position)
  const attributeKey = ATTRIBUTE_KEYS.get(key)
  if (attributeKey !== undefined) return { entity: 'attribute', key: attributeKey }
  const known = asSet([...ATTRIBUTE_KEYS.keys()])
  throw new FilterError(`Invalid attribute key '${key}' specified. Valid keys are '${known}'`, position)
}

function span(key: string, position: number): FieldRef {
  if (key === 'content') return { entity: 'attribute', key: 'text' }
  if (key === 'attributes.') throw new FilterError("Span attribute name cannot be empty after 'attributes.'", position)
  if (key.startsWith('attributes.')) return refuse('a filter by span attribute', position)
  const spanKey = SPAN_KEYS.find((known) => known === key)
  if (spanKey !== undefined) return { entity: 'span', key: spanKey }
  const message = `Invalid span attribute '${key}'. Supported attributes: name, status, type, attributes.<attribute_name>.`
  throw new FilterError(message, position)
}

function issue(key: string, position: number): FieldRef {
  if (key === 'id') return { entity: 'issue', key }
  throw new FilterError(`Invalid issue attribute '${key}'. Supported attributes: id.`, position)
}

function refuse(what: string, position: number): never {
  throw notSupportedYet(what, position)
}

/** A key is quoted as a whole or not at all. */
function unquoted(key: string): string {
  const quote = key[0]
  const isQuoted = quote === '`' || quote === '"' || quote === "'"
  return isQuoted && key.length > 1 && key.endsWith(quote) ? key.slice(1, -1) : key
}
