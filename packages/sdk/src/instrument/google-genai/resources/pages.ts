import { count, GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { listAt, textAt } from '../loose.ts'
import { resource } from './resource.ts'

/** Names say which things are there; the things themselves may be many and long. */
const names = (items: readonly unknown[]): unknown => ({
  count: items.length,
  names: items.flatMap((item) => textAt(item, 'name') ?? []),
})

const lengthOf = (items: readonly unknown[]): AttributeBag => ({ [GEMINI.pageLength]: count(items.length) })

/** The first page of a list: a `Pager`. */
export const PAGE: ContentReader = resource({
  outputs: (pager) => names(listAt(pager, 'page')),
  attributes: (pager) => ({
    ...lengthOf(listAt(pager, 'page')),
    [GEMINI.pagedItem]: textAt(pager, 'name'),
  }),
})

/** A later page, asked for by hand or by iteration: the items themselves. */
export const NEXT_PAGE: ContentReader = resource({
  inputs: () => undefined,
  inputAttributes: () => ({}),
  outputs: (page) => names(Array.isArray(page) ? page : []),
  attributes: (page) => lengthOf(Array.isArray(page) ? page : []),
})
