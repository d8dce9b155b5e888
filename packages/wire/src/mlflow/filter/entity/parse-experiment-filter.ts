import type { ExperimentField, ExperimentOrder } from '@loupe-ai/model'
import { closestName } from '../closest-name.ts'
import { asSet, FilterError } from '../filter-failure.ts'
import { type OrderResult, readOrders } from '../read-orders.ts'
import { splitKey } from '../split-key.ts'
import { expectedNumber, expectedText, numberKind, OF_OPTIONAL_TEXTS, OF_TEXTS, textKind } from './entity-kinds.ts'
import { type EntityFilterResult, type EntityGrammar, readEntityFilter } from './read-entity-filter.ts'

type AttributeKey = Extract<ExperimentField, { entity: 'attribute' }>['key']

const NAME = textKind<ExperimentField>(OF_TEXTS, expectedText('attributes'))
const TAG = textKind<ExperimentField>(OF_OPTIONAL_TEXTS, expectedText('tag'))

const KINDS = {
  name: NAME,
  experiment_id: NAME,
  creation_time: numberKind<ExperimentField>(expectedNumber('creation_time')),
  last_update_time: numberKind<ExperimentField>(expectedNumber('last_update_time')),
} as const satisfies Record<AttributeKey, unknown>
const KEYS = Object.keys(KINDS)

const isKey = (key: string): key is AttributeKey => Object.hasOwn(KINDS, key)

const GRAMMAR: EntityGrammar<ExperimentField> = {
  resolve,
  kindOf: (field) => (field.entity === 'tag' ? TAG : KINDS[field.key]),
  alwaysThere: ({ key }) => `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`,
}

/** Reads the filter of a search of experiments (mlflow-wire.md §2), and OR, NOT, brackets and IN. Never throws. */
export const parseExperimentFilter = (text: string): EntityFilterResult<ExperimentField> =>
  readEntityFilter(text, GRAMMAR)

/** Reads the `order_by` of a search of experiments. Never throws. */
export const parseExperimentOrder = (clauses: readonly string[]): OrderResult<ExperimentOrder['field']> =>
  readOrders(clauses, (word, position) => {
    const field = resolve(word, position)
    if (field.entity === 'attribute') return field
    throw new FilterError(`Invalid order_by entity: ${field.entity}`, position)
  })

function resolve(word: string, position: number): ExperimentField {
  const { entity, key } = splitKey(word)
  if (entity === 'tag' || entity === 'tags') return { entity: 'tag', key }
  if (entity !== 'attribute') {
    const message = `Invalid entity type '${entity}'. Valid entity types are ('attribute', 'tag', 'tags')`
    throw new FilterError(message, position, entity === 'attributes' ? `Write attribute.${key}.` : undefined)
  }
  if (isKey(key)) return { entity, key }
  const close = closestName(key, KEYS)
  const message = `Invalid attribute key '${key}' specified. Valid keys are '${asSet(KEYS)}'`
  throw new FilterError(message, position, close === undefined ? undefined : `Did you mean ${close}?`)
}
