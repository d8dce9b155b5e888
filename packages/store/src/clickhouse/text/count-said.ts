import type { Filter } from '@loupe-ai/model'
import { Binder } from '../binder.ts'
import type { Engine } from '../engine.ts'
import { saysWords } from './said-sql.ts'
import type { TextScope } from './text-scope.ts'

/** How many parts, and how many rows of values, say all words of a condition. The index alone tells. */
export interface SaidCounts {
  readonly parts: number
  readonly values: number
}

export type CountedSayings = ReadonlyMap<Filter, SaidCounts>

/** Counts for every `says` in a filter. */
export async function countSaid(engine: Engine, filter: Filter | undefined, scope: TextScope): Promise<CountedSayings> {
  const counted = new Map<Filter, SaidCounts>()
  for (const says of filter === undefined ? [] : sayingsOf(filter)) {
    const counts = await countOf(engine, says.text, scope)
    if (counts !== undefined) counted.set(says, counts)
  }
  return counted
}

/** What a filter finds is said no more often than this; undefined where the words do not tell. */
export function saidAtMost(filter: Filter, counted: CountedSayings): number | undefined {
  switch (filter.kind) {
    case 'says': {
      const counts = counted.get(filter)
      return counts && counts.parts + counts.values
    }
    case 'span':
      return saidAtMost(filter.where, counted)
    case 'and': {
      const known = filter.parts.flatMap((part) => saidAtMost(part, counted) ?? [])
      return known.length === 0 ? undefined : Math.min(...known)
    }
    case 'or': {
      const all = filter.parts.map((part) => saidAtMost(part, counted))
      return all.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0)
    }
    default:
      return undefined
  }
}

type Says = Extract<Filter, { kind: 'says' }>

function sayingsOf(filter: Filter): Says[] {
  switch (filter.kind) {
    case 'says':
      return [filter]
    case 'and':
    case 'or':
      return filter.parts.flatMap(sayingsOf)
    case 'not':
      return sayingsOf(filter.part)
    case 'span':
      return sayingsOf(filter.where)
    default:
      return []
  }
}

async function countOf(engine: Engine, text: string, scope: TextScope): Promise<SaidCounts | undefined> {
  const binder = new Binder('c')
  const says = saysWords(text, scope, binder)
  if (says === undefined) return undefined
  const rows = await engine.rows<{ kind: string; found: string }>(
    `SELECT 'parts' AS kind, count() AS found FROM parts WHERE ${says.parts}
    UNION ALL SELECT 'values', count() FROM parts WHERE ${says.mayBeValues}`,
    binder.parameters,
  )
  const foundIn = (kind: string): number => Number(rows.find((row) => row.kind === kind)?.found ?? 0)
  return { parts: foundIn('parts'), values: foundIn('values') }
}
