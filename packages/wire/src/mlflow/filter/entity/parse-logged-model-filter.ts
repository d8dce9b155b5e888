import type { LoggedModelField, LoggedModelOrder } from '@loupe-ai/model'
import { closestName } from '../closest-name.ts'
import { asSet, FilterError, type FilterFailure, orFailure } from '../filter-failure.ts'
import { splitKey } from '../split-key.ts'
import {
  expectedNumber,
  expectedText,
  numberKind,
  OF_OPTIONAL_TEXTS,
  OF_TEXTS,
  textOrNumberKind,
} from './entity-kinds.ts'
import { type EntityFilterResult, type EntityGrammar, readEntityFilter } from './read-entity-filter.ts'

type AttributeKey = Extract<LoggedModelField, { entity: 'attribute' }>['key']

const TEXT = textOrNumberKind<LoggedModelField>(OF_TEXTS, expectedText('attributes'))
const TAG = textOrNumberKind<LoggedModelField>(OF_OPTIONAL_TEXTS, expectedText('tag'))
const PARAM = textOrNumberKind<LoggedModelField>(OF_OPTIONAL_TEXTS, expectedText('parameter'))
const METRIC = numberKind<LoggedModelField>('Expected numeric value type for metric.')

const KINDS = {
  model_id: TEXT,
  name: TEXT,
  status: TEXT,
  model_type: TEXT,
  source_run_id: TEXT,
  creation_time: numberKind<LoggedModelField>(expectedNumber('creation_time')),
  last_updated_time: numberKind<LoggedModelField>(expectedNumber('last_updated_time')),
} as const satisfies Record<AttributeKey, unknown>

const ATTRIBUTE_KEYS: ReadonlyMap<string, AttributeKey> = new Map([
  ...(Object.keys(KINDS) as AttributeKey[]).map((key) => [key, key] as const),
  ['creation_timestamp', 'creation_time'],
  ['creation_timestamp_ms', 'creation_time'],
  ['last_updated_timestamp', 'last_updated_time'],
  ['last_updated_timestamp_ms', 'last_updated_time'],
])

const ENTITIES: ReadonlyMap<string, LoggedModelField['entity']> = new Map<string, LoggedModelField['entity']>([
  ['metrics', 'metric'],
  ['metric', 'metric'],
  ['params', 'param'],
  ['param', 'param'],
  ['tags', 'tag'],
  ['tag', 'tag'],
  ['attributes', 'attribute'],
  ['attribute', 'attribute'],
])

const GRAMMAR: EntityGrammar<LoggedModelField> = {
  resolve,
  kindOf,
  alwaysThere: ({ entity, key }) =>
    `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`,
}

/** Reads the filter of a search of logged models, and OR, NOT, brackets and IN. Never throws. */
export const parseLoggedModelFilter = (text: string): EntityFilterResult<LoggedModelField> =>
  readEntityFilter(text, GRAMMAR)

/** Reads the field of one `order_by` of a search of logged models: an attribute, or `metrics.` and a name. Never throws. */
export function parseLoggedModelOrderField(
  text: string,
):
  | { readonly ok: true; readonly field: LoggedModelOrder['field'] }
  | { readonly ok: false; readonly failure: FilterFailure } {
  const result = orFailure(() => {
    const { entity, key } = splitKey(text)
    if (entity === 'metrics') return { entity: 'metric', key } as const
    if (entity === 'attribute') return { entity, key: attributeKey(key, 0) } as const
    throw new FilterError(`Invalid order by field name: ${text}. Only metrics are supported.`, 0)
  })
  return result.ok ? { ok: true, field: result.read } : result
}

function kindOf(field: LoggedModelField): (typeof KINDS)[AttributeKey] {
  switch (field.entity) {
    case 'attribute':
      return KINDS[field.key]
    case 'metric':
      return METRIC
    case 'param':
      return PARAM
    case 'tag':
      return TAG
  }
}

function resolve(word: string, position: number): LoggedModelField {
  const { entity: written, key } = splitKey(word)
  const entity = ENTITIES.get(written)
  if (entity === undefined) {
    const close = closestName(written, [...ENTITIES.keys()])
    const message = `Invalid filter string: unknown entity type '${written}'. Valid values are ['attributes', 'metrics', 'params', 'tags']`
    throw new FilterError(message, position, close === undefined ? undefined : `Did you mean ${close}.${key}?`)
  }
  return entity === 'attribute' ? { entity, key: attributeKey(key, position) } : { entity, key }
}

function attributeKey(key: string, position: number): AttributeKey {
  const known = ATTRIBUTE_KEYS.get(key)
  if (known !== undefined) return known
  const keys = [...ATTRIBUTE_KEYS.keys()]
  const close = closestName(key, keys)
  const hint = close === undefined ? `Write metrics.${key}, params.${key} or tags.${key}.` : `Did you mean ${close}?`
  throw new FilterError(`Invalid attribute key '${key}' specified. Valid keys are '${asSet(keys)}'`, position, hint)
}
