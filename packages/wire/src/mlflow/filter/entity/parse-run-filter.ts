import type { RunField, RunOrder } from '@loupe-ai/model'
import { closestName } from '../closest-name.ts'
import { asSet, FilterError } from '../filter-failure.ts'
import { type OrderResult, readOrders } from '../read-orders.ts'
import { splitKey } from '../split-key.ts'
import { expectedNumber, expectedText, numberKind, OF_OPTIONAL_TEXTS, OF_TEXTS, textKind } from './entity-kinds.ts'
import { type EntityFilterResult, type EntityGrammar, readEntityFilter } from './read-entity-filter.ts'

type AttributeKey = Extract<RunField, { entity: 'attribute' }>['key']
type DatasetKey = Extract<RunField, { entity: 'dataset' }>['key']

const TEXT = textKind<RunField>(OF_TEXTS, expectedText('attributes'))
const TAG = textKind<RunField>(OF_OPTIONAL_TEXTS, expectedText('tag'))
const PARAM = textKind<RunField>(OF_OPTIONAL_TEXTS, expectedText('parameter'))
const DATASET = textKind<RunField>(OF_TEXTS, 'Expected a quoted string value for dataset attributes.')
const METRIC = numberKind<RunField>('Expected numeric value type for metric.')

const KINDS = {
  run_id: TEXT,
  run_name: TEXT,
  user_id: TEXT,
  status: TEXT,
  artifact_uri: TEXT,
  start_time: numberKind<RunField>(expectedNumber('start_time')),
  end_time: numberKind<RunField>(expectedNumber('end_time')),
} as const satisfies Record<AttributeKey, unknown>

const ATTRIBUTE_KEYS: ReadonlyMap<string, AttributeKey> = new Map([
  ...(Object.keys(KINDS) as AttributeKey[]).map((key) => [key, key] as const),
  // As MLflow's UI shows them.
  ['created', 'start_time'],
  ['Created', 'start_time'],
  ['run name', 'run_name'],
  ['Run name', 'run_name'],
  ['Run Name', 'run_name'],
])
const DATASET_KEYS: readonly string[] = ['name', 'digest', 'context'] satisfies DatasetKey[]

const ENTITIES: ReadonlyMap<string, RunField['entity']> = new Map<string, RunField['entity']>([
  ['metric', 'metric'],
  ['metrics', 'metric'],
  ['parameter', 'param'],
  ['parameters', 'param'],
  ['param', 'param'],
  ['params', 'param'],
  ['tag', 'tag'],
  ['tags', 'tag'],
  ['attribute', 'attribute'],
  ['attributes', 'attribute'],
  ['attr', 'attribute'],
  ['run', 'attribute'],
  ['dataset', 'dataset'],
  ['datasets', 'dataset'],
])

const GRAMMAR: EntityGrammar<RunField> = {
  resolve,
  kindOf,
  alwaysThere: ({ entity, key }) =>
    `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`,
}

/** Reads the filter of a search of runs (mlflow-wire.md §8), and OR, NOT, brackets and IN. Never throws. */
export const parseRunFilter = (text: string): EntityFilterResult<RunField> => readEntityFilter(text, GRAMMAR)

/** Reads the `order_by` of a search of runs. Never throws. */
export const parseRunOrder = (clauses: readonly string[]): OrderResult<RunOrder['field']> =>
  readOrders(clauses, (word, position) => {
    const field = resolve(word, position)
    if (field.entity !== 'dataset') return field
    throw new FilterError(`Invalid identifier type '${field.entity}'`, position)
  })

function kindOf(field: RunField): (typeof KINDS)[AttributeKey] {
  switch (field.entity) {
    case 'attribute':
      return KINDS[field.key]
    case 'metric':
      return METRIC
    case 'param':
      return PARAM
    case 'tag':
      return TAG
    case 'dataset':
      return DATASET
  }
}

function resolve(word: string, position: number): RunField {
  const { entity: written, key } = splitKey(word)
  const entity = ENTITIES.get(written)
  switch (entity) {
    case undefined: {
      const close = closestName(written, [...ENTITIES.keys()])
      const message = `Invalid entity type '${written}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`
      throw new FilterError(message, position, close === undefined ? undefined : `Did you mean ${close}.${key}?`)
    }
    case 'attribute':
      return { entity, key: attributeKey(key, position) }
    case 'dataset': {
      if (isDatasetKey(key)) return { entity, key }
      const message = `Invalid dataset key '${key}' specified. Valid keys are '${asSet(DATASET_KEYS)}'`
      throw new FilterError(message, position)
    }
    default:
      return { entity, key }
  }
}

function attributeKey(key: string, position: number): AttributeKey {
  const known = ATTRIBUTE_KEYS.get(key)
  if (known !== undefined) return known
  const keys = [...ATTRIBUTE_KEYS.keys()]
  const close = closestName(key, keys)
  const hint = close === undefined ? `Write metrics.${key}, params.${key} or tags.${key}.` : `Did you mean ${close}?`
  throw new FilterError(`Invalid attribute key '${key}' specified. Valid keys are '${asSet(keys)}'`, position, hint)
}

const isDatasetKey = (key: string): key is DatasetKey => DATASET_KEYS.includes(key)
