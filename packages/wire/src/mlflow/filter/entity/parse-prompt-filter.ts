import type { PromptField, PromptOrder, PromptVersionField, PromptVersionOrder } from '@loupe-ai/model'
import { FilterError } from '../filter-failure.ts'
import { type OrderResult, readOrders } from '../read-orders.ts'
import { splitKey } from '../split-key.ts'
import { expectedNumber, expectedText, numberKind, OF_OPTIONAL_TEXTS, OF_TEXTS, textKind } from './entity-kinds.ts'
import { type EntityFilterResult, type EntityGrammar, readEntityFilter } from './read-entity-filter.ts'

type VersionKey = Extract<PromptVersionField, { entity: 'attribute' }>['key']

const TEXT = textKind<PromptVersionField>(OF_TEXTS, expectedText('attributes'))
const TAG = textKind<PromptVersionField>(OF_OPTIONAL_TEXTS, expectedText('tag'))

const KINDS = {
  name: TEXT,
  version_number: numberKind<PromptVersionField>(expectedNumber('version_number')),
  run_id: TEXT,
  source_path: TEXT,
} as const satisfies Record<VersionKey, unknown>

const VERSIONS: EntityGrammar<PromptVersionField> = {
  resolve: (word, position) => resolve(word, position, Object.keys(KINDS) as VersionKey[]),
  kindOf: (field) => (field.entity === 'tag' ? TAG : KINDS[field.key]),
  alwaysThere: ({ key }) => `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`,
}

const PROMPTS: EntityGrammar<PromptField> = {
  resolve: (word, position) => resolve(word, position, ['name'] as const),
  kindOf: (field) => (field.entity === 'tag' ? PROMPT_TAG : PROMPT_NAME),
  alwaysThere: VERSIONS.alwaysThere,
}
const PROMPT_NAME = textKind<PromptField>(OF_TEXTS, expectedText('attributes'))
const PROMPT_TAG = textKind<PromptField>(OF_OPTIONAL_TEXTS, expectedText('tag'))

/** Reads the filter of a search of prompts, which MLflow calls registered models. Never throws. */
export const parsePromptFilter = (text: string): EntityFilterResult<PromptField> => readEntityFilter(text, PROMPTS)

/** Reads the filter of a search of versions of prompts. Never throws. */
export const parsePromptVersionFilter = (text: string): EntityFilterResult<PromptVersionField> =>
  readEntityFilter(text, VERSIONS)

/** Reads the `order_by` of a search of prompts. Never throws. */
export const parsePromptOrder = (clauses: readonly string[]): OrderResult<PromptOrder['field']> =>
  readOrders(clauses, (word, position) => orderKey(word, position, ['name', ...TIMES] as const))

/** Reads the `order_by` of a search of versions of prompts. Never throws. */
export const parsePromptVersionOrder = (clauses: readonly string[]): OrderResult<PromptVersionOrder['field']> =>
  readOrders(clauses, (word, position) => orderKey(word, position, ['name', 'version_number', ...TIMES] as const))

const TIMES = ['creation_timestamp', 'last_updated_timestamp'] as const

function resolve<Key extends string>(
  word: string,
  position: number,
  keys: readonly Key[],
): { entity: 'attribute'; key: Key } | { entity: 'tag'; key: string } {
  const { entity, key } = splitKey(word)
  if (entity === 'tag' || entity === 'tags') return { entity: 'tag', key }
  return { entity: 'attribute', key: attributeKey({ entity, key }, position, keys) }
}

function orderKey<Key extends string>(
  word: string,
  position: number,
  keys: readonly Key[],
): { entity: 'attribute'; key: Key } {
  const { entity, key: written } = splitKey(word)
  // An older name of the time of the last change.
  const key = written === 'timestamp' ? 'last_updated_timestamp' : written
  return { entity: 'attribute', key: attributeKey({ entity, key }, position, keys) }
}

function attributeKey<Key extends string>(
  { entity, key }: { readonly entity: string; readonly key: string },
  position: number,
  keys: readonly Key[],
): Key {
  if (entity !== 'attribute') {
    const message = `Invalid entity type '${entity}'. Valid entity types are ('attribute', 'tag', 'tags')`
    throw new FilterError(message, position)
  }
  const known = keys.find((each) => each === key)
  if (known !== undefined) return known
  throw new FilterError(`Invalid attribute name: ${key}`, position, `One of ${keys.join(', ')}, or tags.${key}.`)
}
