import type { PromptField, PromptOrder, PromptVersionField, PromptVersionOrder } from '@loupe-ai/model'
import { sql, type SqlBool } from 'kysely'
import type { FieldSource } from './compile-tree.ts'
import type { SortKey, SortValue } from './keyset.ts'

/** Where a search of the table `prompts` finds a field. */
export function promptFieldSource({ entity, key }: PromptField): FieldSource {
  if (entity === 'attribute') return { value: sql.ref('prompts.name') }
  return {
    value: sql.ref('prompt_tags.value'),
    anyRow: (where) =>
      sql<SqlBool>`exists (select 1 from prompt_tags where prompt_tags.name = prompts.name and prompt_tags.key = ${key} and ${where})`,
  }
}

const VERSION_COLUMNS = {
  name: 'prompt_versions.name',
  version_number: 'prompt_versions.version',
  run_id: 'prompt_versions.run_id',
  source_path: 'prompt_versions.source',
} as const

/** Where a search of the table `prompt_versions` finds a field. */
export function promptVersionFieldSource(field: PromptVersionField): FieldSource {
  if (field.entity === 'attribute') return { value: sql.ref(VERSION_COLUMNS[field.key]) }
  return {
    value: sql.ref('prompt_version_tags.value'),
    anyRow: (where) =>
      sql<SqlBool>`exists (select 1 from prompt_version_tags where prompt_version_tags.name = prompt_versions.name and prompt_version_tags.version = prompt_versions.version and prompt_version_tags.key = ${field.key} and ${where})`,
  }
}

const ORDER_COLUMNS = {
  name: 'name',
  version_number: 'version',
  creation_timestamp: 'created_millis',
  last_updated_timestamp: 'updated_millis',
} as const

/** By these keys, then by name. */
export function promptSortKeys(orders: readonly PromptOrder[]): readonly SortKey[] {
  const keys = orders.map(({ field, descending }) => sortKey('prompts', ORDER_COLUMNS[field.key], descending))
  return orders.some(({ field }) => field.key === 'name') ? keys : [...keys, sortKey('prompts', 'name', false)]
}

/** By these keys, then last updated first, then by name, then latest version first. */
export function promptVersionSortKeys(orders: readonly PromptVersionOrder[]): readonly SortKey[] {
  const ties: readonly (readonly [PromptVersionOrder['field']['key'], boolean])[] = [
    ['last_updated_timestamp', true],
    ['name', false],
    ['version_number', true],
  ]
  const given = orders.map(({ field, descending }) => [field.key, descending] as const)
  const rest = ties.filter(([key]) => !given.some(([other]) => other === key))
  return [...given, ...rest].map(([key, descending]) => sortKey('prompt_versions', ORDER_COLUMNS[key], descending))
}

const sortKey = (table: string, column: string, descending: boolean): SortKey => ({
  value: sql.ref<SortValue>(`${table}.${column}`),
  descending,
})
