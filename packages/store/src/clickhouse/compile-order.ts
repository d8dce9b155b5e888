import type { OrderBy } from '@loupe-ai/model'
import { Binder } from './binder.ts'
import type { Parameters } from './engine.ts'
import { traceField } from './trace-fields.ts'

/** The value of one term of an order at the end of a page, as text. */
export type Place = readonly string[]

interface TermShape {
  readonly type: 'String' | 'Int64' | 'Float64'
}

export interface CompiledOrder {
  readonly orderBy: string
  /** SQL that gives a row's Place. */
  readonly place: string
  /** Tells this order from others: a place means nothing in another order. */
  readonly shape: { readonly name: string; readonly terms: readonly TermShape[] }
  readonly parameters: Parameters
  /** Rows that come after `place`. */
  after(place: Place): { readonly condition: string; readonly parameters: Parameters }
}

interface Term extends TermShape {
  readonly sql: string
  readonly descending: boolean
}

const NEWEST_FIRST: readonly Term[] = [
  { sql: 'start_millis', type: 'Int64', descending: true },
  { sql: 'trace_id', type: 'String', descending: false },
]

/** Traces without a value come last in both directions; ties newest first, then by id (mlflow-wire.md §7.5). */
export function compileOrder(orderBy: readonly OrderBy[]): CompiledOrder {
  const binder = new Binder('o')
  const asked = orderBy.flatMap((order) => termsOf(order, binder))
  const terms = [...asked, ...NEWEST_FIRST.filter((tie) => !asked.some((term) => term.sql === tie.sql))]
  return {
    orderBy: terms.map((term) => `${term.sql} ${term.descending ? 'DESC' : 'ASC'}`).join(', '),
    place: `[${terms.map((term) => `toString(${term.sql})`).join(', ')}]`,
    shape: { name: JSON.stringify(orderBy), terms },
    parameters: binder.parameters,
    after: (place) => {
      const places = new Binder('a')
      return { condition: `(${afterPlace(terms, place, places)})`, parameters: places.parameters }
    },
  }
}

function termsOf({ field, descending }: OrderBy, binder: Binder): Term[] {
  const known = traceField(field, binder)
  if (known === undefined) throw new RangeError(`traces have no order by ${field.entity}.${field.key}`)
  const value: Term = { sql: known.sql, type: known.type, descending }
  if (known.exists === undefined) return [value]
  return [{ sql: `(NOT (${known.exists}))`, type: 'Int64', descending: false }, value]
}

/** `a after x, or a equal x and b after y, or …` */
function afterPlace(terms: readonly Term[], place: Place, binder: Binder): string {
  const bound = terms.map((term, index) => binder.bind(place[index]!, term.type))
  return terms
    .map((term, index) => {
      const equal = terms.slice(0, index).map((before, at) => `${before.sql} = ${bound[at]}`)
      return `(${[...equal, `${term.sql} ${term.descending ? '<' : '>'} ${bound[index]}`].join(' AND ')})`
    })
    .join(' OR ')
}
