import { hash } from 'node:crypto'
import type { Span } from '@loupe-ai/model'

const ENDED = 1n << 127n
const LATEST_START = (1n << 64n) - 1n

/**
 * Ranks the copies of one span by what they say, so that the same copy stays whatever the order of arrival: an ended one
 * over a running one, then the earliest start, then an arbitrary but fixed choice. A 128-bit number, the highest wins.
 * `content` is everything that the copy says.
 */
export function spanVersion({ startNanos, endNanos }: Pick<Span, 'startNanos' | 'endNanos'>, content: string): bigint {
  const choice = BigInt(`0x${hash('sha1', content, 'hex').slice(0, 16)}`) >> 1n
  return (endNanos === undefined ? 0n : ENDED) | ((LATEST_START - startNanos) << 63n) | choice
}
