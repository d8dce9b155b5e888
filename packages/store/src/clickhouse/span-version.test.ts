import { expect, test } from 'vitest'
import { type UnixNanos, unixNanos } from '@loupe-ai/model'
import { spanVersion as versionOf } from './span-version.ts'

const LATEST = (1n << 64n) - 1n

const spanVersion = (
  start: bigint,
  isEnded: boolean,
  content: string,
  source: Partial<Parameters<typeof versionOf>[0]> = {},
): bigint =>
  versionOf(
    {
      startNanos: unixNanos(start),
      endNanos: isEnded ? (LATEST as UnixNanos) : undefined,
      resource: {},
      scope: { name: '' },
      ...source,
    },
    content,
  )

test('an ended copy outranks a running one, however early that one starts', () => {
  expect(spanVersion(LATEST, true, 'a')).toBeGreaterThan(spanVersion(0n, false, 'b'))
})

test('of two ended copies the earlier start outranks the later', () => {
  expect(spanVersion(1n, true, 'a')).toBeGreaterThan(spanVersion(2n, true, 'a'))
  expect(spanVersion(LATEST - 1n, true, 'b')).toBeGreaterThan(spanVersion(LATEST, true, 'b'))
})

test('of two copies with the same start the one that knows where it came from outranks the other', () => {
  for (const content of ['a', 'b', 'c', 'd']) {
    const bare = spanVersion(1n, true, 'bare')
    expect(spanVersion(1n, true, content, { resource: { 'service.name': 's' } })).toBeGreaterThan(bare)
    expect(spanVersion(1n, true, content, { scope: { name: 'tracer' } })).toBeGreaterThan(bare)
    expect(spanVersion(2n, true, content, { scope: { name: 'tracer' } })).toBeLessThan(bare)
  }
})

test('equal copies rank equal, and what differs only in content still ranks differently', () => {
  expect(spanVersion(1n, true, 'a')).toBe(spanVersion(1n, true, 'a'))
  expect(spanVersion(1n, true, 'a')).not.toBe(spanVersion(1n, true, 'b'))
})

test('a version fits in 128 bits', () => {
  expect(spanVersion(0n, true, 'a') >> 128n).toBe(0n)
})
