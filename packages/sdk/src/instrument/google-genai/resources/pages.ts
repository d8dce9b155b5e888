import { count, GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { isObject, textAt } from '../loose.ts'
import { resource } from './resource.ts'

/** Names say which things are there; the things themselves may be many and long. */
const names = (items: readonly unknown[]): unknown => ({
  count: items.length,
  names: items.flatMap((item) => textAt(item, 'name') ?? []),
})

const lengthOf = (items: readonly unknown[]): AttributeBag => ({ [GEMINI.pageLength]: count(items.length) })

/** Of a `Pager` its page; of the answer that it is made from the one list that is in it. */
function itemsOf(first: unknown): readonly unknown[] {
  if (!isObject(first)) return []
  const items: unknown = first['page'] ?? Object.values(first).find(Array.isArray)
  return Array.isArray(items) ? items : []
}

/** The first page of a list. */
export const PAGE: ContentReader = resource({
  outputs: (first) => names(itemsOf(first)),
  attributes: (first) => ({ ...lengthOf(itemsOf(first)), [GEMINI.pagedItem]: textAt(first, 'name') }),
})

/** A later page, asked for by hand or by iteration: the items themselves. */
export const NEXT_PAGE: ContentReader = resource({
  inputs: () => undefined,
  inputAttributes: () => ({}),
  outputs: (page) => names(Array.isArray(page) ? page : []),
  attributes: (page) => lengthOf(Array.isArray(page) ? page : []),
})
