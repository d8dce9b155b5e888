import type { AttributeKey, FieldRef, SpanKey } from '@loupe-ai/model'
import { closestName } from '../closest-name.ts'
import { asSet, FilterError } from '../filter-failure.ts'
import { splitKey, unquoted } from '../split-key.ts'

type FilterKey = Exclude<AttributeKey, 'experiment_id'>

/** Every attribute key with what it means (mlflow-wire.md §7.2); from `session` on they are ours. */
const ATTRIBUTE_KEYS: ReadonlyMap<string, FilterKey> = new Map<string, FilterKey>([
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
  ['prompt', 'prompt'],
  ['text', 'text'],
  ['session', 'session'],
  ['user', 'user'],
  ['model', 'model'],
  ['span_count', 'span_count'],
  ['input_tokens', 'input_tokens'],
  ['output_tokens', 'output_tokens'],
  ['total_tokens', 'total_tokens'],
  ['cost', 'cost'],
])

/** The first three and `content` are MLflow's. */
const SPAN_KEYS = [
  'name',
  'type',
  'status',
  'model',
  'provider',
  'duration_ms',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cost',
] as const satisfies readonly SpanKey[]

const OTHER_WORDS: Readonly<Record<string, string>> = {
  trace_id: "A trace's id is request_id.",
  experiment_id: 'The experiments are chosen beside the filter.',
  state: "A trace's state is status.",
  session_id: 'Write session.',
  user_id: 'Write user.',
}

const OTHER_ENTITIES: Readonly<Record<string, (key: string) => string>> = {
  attr: (key) => `Write trace.${key}.`,
  assessment: (key) => `Write feedback.${key} or expectation.${key}.`,
}

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
  ['feedback', assessment('feedback')],
  ['expectation', assessment('expectation')],
  ['issue', issue],
])

/** What `word` (as `tokenize` cut it) names. Throws FilterError for what does not exist. */
export function resolveTraceKey(word: string, position: number): FieldRef {
  const { entity, key } = splitKey(word)
  const resolve = ENTITIES.get(entity)
  if (resolve !== undefined) return resolve(key, position)
  const known = [...ENTITIES.keys()]
  const close = closestName(entity, known)
  const other = Object.hasOwn(OTHER_ENTITIES, entity) ? OTHER_ENTITIES[entity]!(key) : undefined
  const unknown = `An attribute of a span is span.attributes.${word}, a tag tag.${word}.`
  const hint = other ?? (close === undefined ? unknown : `Did you mean ${close}.${key}?`)
  throw new FilterError(`Invalid entity type '${entity}'. Valid values are ${asSet(known)}`, position, hint)
}

function attribute(key: string, position: number): FieldRef {
  const attributeKey = ATTRIBUTE_KEYS.get(key)
  if (attributeKey !== undefined) return { entity: 'attribute', key: attributeKey }
  const known = [...ATTRIBUTE_KEYS.keys()]
  const close = closestName(key, known)
  const other = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined
  const hint =
    other ?? (close === undefined ? `A tag is tag.${key}, metadata metadata.${key}.` : `Did you mean ${close}?`)
  throw new FilterError(`Invalid attribute key '${key}' specified. Valid keys are '${asSet(known)}'`, position, hint)
}

const SPAN_ATTRIBUTES = 'attributes.'

function span(key: string, position: number): FieldRef {
  if (key === 'content') return { entity: 'attribute', key: 'text' }
  if (key.startsWith(SPAN_ATTRIBUTES)) return spanAttribute(unquoted(key.slice(SPAN_ATTRIBUTES.length)), position)
  const spanKey = SPAN_KEYS.find((known) => known === key)
  if (spanKey !== undefined) return { entity: 'span', key: spanKey }
  const message = `Invalid span attribute '${key}'. Supported attributes: ${MLFLOW_SPAN_KEYS}.`
  const close = closestName(key, SPAN_KEYS)
  const hint = close === undefined ? `Also: ${OUR_SPAN_KEYS.join(', ')}, content.` : `Did you mean span.${close}?`
  throw new FilterError(message, position, hint)
}

const MLFLOW_SPAN_KEYS = 'name, status, type, attributes.<attribute_name>'
const OUR_SPAN_KEYS = SPAN_KEYS.slice(3)

function spanAttribute(key: string, position: number): FieldRef {
  if (key !== '') return { entity: 'span-attribute', key }
  throw new FilterError("Span attribute name cannot be empty after 'attributes.'", position)
}

function assessment(entity: 'feedback' | 'expectation'): Resolve {
  return (key, position) => {
    if (key !== '') return { entity, key }
    throw new FilterError('Assessment field name cannot be empty', position, `Write ${entity}.<name>.`)
  }
}

function issue(key: string, position: number): FieldRef {
  if (key === 'id') return { entity: 'issue', key }
  throw new FilterError(`Invalid issue attribute '${key}'. Supported attributes: id.`, position)
}
