import { InvalidPageToken } from '../trace-store.ts'
import type { CompiledOrder, Place } from './compile-order.ts'

type Shape = CompiledOrder['shape']

const MAX_TOKEN_CHARACTERS = 64 * 1024

/** Where a page ended. Opaque to whoever gets it. */
export const encodePageToken = (shape: Shape, place: Place): string =>
  Buffer.from(JSON.stringify([shape.name, ...place])).toString('base64url')

/** Throws InvalidPageToken unless the token was made for this order. */
export function decodePageToken(token: string, shape: Shape): Place {
  const [name, ...place] = contentOf(token)
  const fits =
    name === shape.name &&
    place.length === shape.terms.length &&
    shape.terms.every((term, index) => VALUES[term.type].test(place[index]!))
  if (!fits) throw new InvalidPageToken('the page token is not of this search')
  return place
}

const VALUES = {
  String: /^/,
  Int64: /^-?\d{1,19}$/,
  Float64: /^-?\d+(\.\d+)?(e[+-]?\d+)?$/,
} as const

function contentOf(token: string): string[] {
  if (token.length > MAX_TOKEN_CHARACTERS) throw new InvalidPageToken('the page token is too long')
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(content) && content.every((part) => typeof part === 'string')) return content
  } catch (cause) {
    throw new InvalidPageToken('the page token cannot be read', { cause })
  }
  throw new InvalidPageToken('the page token cannot be read')
}
