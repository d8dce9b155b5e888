import type { Page } from '@loupe-ai/model'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { InvalidPageToken } from '../trace-store.ts'

export type SortValue = string | number | null

/** What a list is ordered by. The last key of a list is unique, so that every row has one place. */
export interface SortKey {
  readonly value: RawBuilder<SortValue>
  readonly descending: boolean
  /** 0 where there is a value; what has none comes after it, by its rank, whatever the direction. */
  readonly rank?: RawBuilder<number>
}

type Place = readonly (readonly [rank: number, value: SortValue])[]

const valueColumn = (index: number): string => `sort_value_${index}`
const rankColumn = (index: number): string => `sort_rank_${index}`

/** Columns to select, from which `placeToken` reads where a row stands. */
export const placeColumns = (keys: readonly SortKey[]): ReturnType<RawBuilder<SortValue>['as']>[] =>
  keys.flatMap(({ value, rank }, index) => [
    value.as(valueColumn(index)),
    ...(rank === undefined ? [] : [(rank as RawBuilder<SortValue>).as(rankColumn(index))]),
  ])

/** What comes after ORDER BY. */
export const ordering = (keys: readonly SortKey[]): RawBuilder<unknown> =>
  sql.join(
    keys.flatMap(({ value, rank, descending }) => [
      ...(rank === undefined ? [] : [sql`${rank} asc`]),
      descending ? sql`${value} desc` : sql`${value} asc`,
    ]),
  )

/** The place of a row, opaque to clients. Pages that begin after it do not move when rows come or go. */
function placeToken(keys: readonly SortKey[], row: object): string {
  const columns = row as Readonly<Record<string, unknown>>
  const place = keys.map(({ rank }, index) => [
    rank === undefined ? 0 : Number(columns[rankColumn(index)]),
    columns[valueColumn(index)],
  ])
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** The page of `rows`, which are one more than `maxResults` where there are more, each read by `read`. */
export async function pageOf<Row extends object, Item>(
  keys: readonly SortKey[],
  rows: readonly Row[],
  maxResults: number,
  read: (rows: readonly Row[]) => Promise<Item[]>,
): Promise<Page<Item>> {
  const page = rows.slice(0, maxResults)
  const last = page.at(-1)
  const items = await read(page)
  return rows.length > maxResults && last !== undefined ? { items, nextPageToken: placeToken(keys, last) } : { items }
}

/** The condition that holds for all that comes after the place of `token`. Throws InvalidPageToken. */
export function afterPlace(keys: readonly SortKey[], token: string): RawBuilder<SqlBool> {
  const place = readPlace(token, keys.length)
  const beyond = keys.map((key, index) => {
    const same = keys.slice(0, index).map((before, at) => isAt(before, place[at]!))
    return sql`(${sql.join([...same, isBeyond(key, place[index]!)], sql` and `)})`
  })
  return sql<SqlBool>`(${sql.join(beyond, sql` or `)})`
}

function isAt({ value, rank }: SortKey, [placeRank, placeValue]: Place[number]): RawBuilder<unknown> {
  if (placeRank > 0) return sql`${rank ?? sql`0`} = ${placeRank}`
  return rank === undefined ? sql`${value} = ${placeValue}` : sql`(${rank} = 0 and ${value} = ${placeValue})`
}

function isBeyond({ value, rank, descending }: SortKey, [placeRank, placeValue]: Place[number]): RawBuilder<unknown> {
  const further = descending ? sql`${value} < ${placeValue}` : sql`${value} > ${placeValue}`
  if (rank === undefined) return further
  return placeRank > 0 ? sql`${rank} > ${placeRank}` : sql`(${rank} > 0 or (${rank} = 0 and ${further}))`
}

function readPlace(token: string, length: number): Place {
  const place = parsed(Buffer.from(token, 'base64url').toString())
  const isPlace = Array.isArray(place) && place.length === length && place.every(isRankAndValue)
  if (!isPlace) throw new InvalidPageToken('the page token cannot be read')
  return place as Place
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRankAndValue(pair: unknown): boolean {
  if (!Array.isArray(pair) || pair.length !== 2) return false
  const [rank, value] = pair as unknown[]
  const hasValue = typeof value === 'string' || typeof value === 'number'
  return rank === 0 ? hasValue : (rank === 1 || rank === 2) && (hasValue || value === null)
}
