import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'

/** A page of a list, and the token of the next one unless this is the last. */
export interface Page<T> {
  items: T[]
  nextPageToken?: string
}

/**
 * The page that `pageSize` and `pageToken` of a query ask for. A token is the base64 of the name of the next page's
 * first item. Size 0 or none is the usual size.
 */
export function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  query: URLSearchParams,
  sizes: { usual: number; largest: number },
): Page<T> | ApiFailure {
  const sizeText = query.get('pageSize') ?? query.get('page_size') ?? ''
  const size = sizeText === '' ? 0 : Number(sizeText)
  if (!Number.isInteger(size) || size < 0)
    return invalidArgument(`Invalid value at 'page_size' (TYPE_INT32), "${sizeText}"`)
  const token = query.get('pageToken') ?? query.get('page_token') ?? ''
  const tokenOf = (item: T): string => Buffer.from(nameOf(item)).toString('base64url')
  const start = token === '' ? 0 : items.findIndex((item) => tokenOf(item) === token)
  if (start < 0) return invalidArgument('Page token is not valid.')
  const end = start + Math.min(size === 0 ? sizes.usual : size, sizes.largest)
  const next = items[end]
  return { items: items.slice(start, end), ...(next !== undefined && { nextPageToken: tokenOf(next) }) }
}

/** A page as the body of an answer, its items under `field`; the field is absent when there are none. */
export function pageBody<T>(page: Page<T> | ApiFailure, field: string, show: (item: T) => object): object | ApiFailure {
  if (!('items' in page)) return page
  const { items, nextPageToken } = page
  return {
    ...(items.length > 0 && { [field]: items.map(show) }),
    ...(nextPageToken !== undefined && { nextPageToken }),
  }
}
