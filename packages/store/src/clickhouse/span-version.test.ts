import { expect, test } from 'vitest'
import { type UnixNanos, unixNanos } from '@loupe-ai/model'
import { spanVersion as versionOf } from './span-version.ts'

const LATEST = (1n << 64n) - 1n

const spanVersion = (start: bigint, isEnded: boolean, content: string): bigint =>
  versionOf({ startNanos: unixNanos(start), endNanos: isEnded ? (LATEST as UnixNanos) : undefined }, content)

test('an ended copy outranks a running one, however early that one starts', () => {
  expect(spanVersion(LATEST, true, 'a')).toBeGreaterThan(spanVersion(0n, false, 'b'))
})

test('of two ended copies the earlier start outranks the later', () => {
  expect(spanVersion(1n, true, 'a')).toBeGreaterThan(spanVersion(2n, true, 'a'))
  expect(spanVersion(LATEST - 1n, true, 'b')).toBeGreaterThan(spanVersion(LATEST, true, 'b'))
})

test('equal copies rank equal, and what differs only in content still ranks differently', () => {
  expect(spanVersion(1n, true, 'a')).toBe(spanVersion(1n, true, 'a'))
  expect(spanVersion(1n, true, 'a')).not.toBe(spanVersion(1n, true, 'b'))
})

test('a version fits in 128 bits', () => {
  expect(spanVersion(0n, true, 'a') >> 128n).toBe(0n)
})
