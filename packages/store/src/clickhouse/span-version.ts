import { hash } from 'node:crypto'
import type { Span } from '@loupe-ai/model'

const ENDED = 1n << 127n
const LATEST_START = (1n << 64n) - 1n
const KNOWS_ITS_SOURCE = 1n << 62n

/**
 * Ranks the copies of one span by what they say, so that the same copy stays whatever the order of arrival: an ended one
 * over a running one, then the earliest start, then one that came with its resource or scope over one that lost them on
 * its road (a file of spans has none), then an arbitrary but fixed choice. A 128-bit number, the highest wins.
 * `content` is everything that the copy says.
 */
export function spanVersion({ startNanos, endNanos, resource, scope }: RankedSpan, content: string): bigint {
  const choice = BigInt(Number.parseInt(hash('sha1', content, 'hex').slice(0, 8), 16))
  const source = scope.name !== '' || Object.keys(resource).length > 0 ? KNOWS_ITS_SOURCE : 0n
  return (endNanos === undefined ? 0n : ENDED) | ((LATEST_START - startNanos) << 63n) | source | choice
}

type RankedSpan = Pick<Span, 'startNanos' | 'endNanos' | 'resource' | 'scope'>
