import { describe, expect, test } from 'vitest'
import { formatDuration } from './duration.ts'
import { formatBytes, formatCount, formatPlural } from './number.ts'
import { cutText, oneLine } from './one-line.ts'
import { formatAgo, formatClock, formatDateTime } from './time.ts'

test.each([
  [undefined, '–'],
  [0, '0 ms'],
  [0.042, '0.042 ms'],
  [0.4, '0.4 ms'],
  [3, '3 ms'],
  [9.96, '10 ms'],
  [240, '240 ms'],
  [499.4, '499 ms'],
  [610, '0.61 s'],
  [3420, '3.42 s'],
  [9996, '10.0 s'],
  [48_120, '48.1 s'],
  [59_960, '1 min'],
  [72_000, '1 min 12 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 05 min'],
  [273_600_000, '3 d 04 h'],
  [-240, '-240 ms'],
])('a duration of %s ms reads %s', (millis, text) => {
  expect(formatDuration(millis)).toBe(text)
})

test('counts have thousands separators, also beyond what a double holds', () => {
  expect(formatCount(1284)).toBe('1,284')
  expect(formatCount(999)).toBe('999')
  expect(formatCount(9_223_372_036_854_775_807n)).toBe('9,223,372,036,854,775,807')
  expect(formatCount(undefined)).toBe('–')
  expect(formatPlural(1, 'call')).toBe('1 call')
  expect(formatPlural(2, 'reply', 'replies')).toBe('2 replies')
})

test('bytes read in steps of a thousand', () => {
  expect([512, 1234, 34_400_000, 999_600].map(formatBytes)).toEqual(['512 B', '1.2 kB', '34 MB', '1.0 MB'])
})

describe('time', () => {
  const NOON = Date.UTC(2026, 10, 24, 12, 4, 12, 345)

  test('is told from now, as long as that helps', () => {
    const ago = (millis: number) => formatAgo(NOON - millis, NOON, 'UTC')
    expect([1000, 12_000, 130_000, 3 * 3_600_000, 5 * 86_400_000].map(ago)).toEqual([
      'just now',
      '12 s ago',
      '2 min ago',
      '3 h ago',
      '5 d ago',
    ])
    expect(ago(40 * 86_400_000)).toBe('2026-10-15')
  })

  test('of a clock that runs ahead is shown as it is', () => {
    expect(formatAgo(NOON + 2000, NOON)).toBe('just now')
    expect(formatAgo(NOON + 3_600_000, NOON, 'UTC')).toBe('2026-11-24 13:04:12.345')
  })

  test('follows the time zone', () => {
    expect(formatClock(NOON, 'Europe/Berlin')).toBe('13:04:12')
    expect(formatDateTime(Date.UTC(2026, 0, 1, 0, 0, 0, 7), 'UTC')).toBe('2026-01-01 00:00:00.007')
  })
})

test('a cut never splits an emoji', () => {
  expect(cutText('ab😀cd', 4)).toBe('ab…')
  expect(cutText('ab', 4)).toBe('ab')
  expect(oneLine('  a\n\n b  ', 10)).toBe('a b')
  expect(oneLine('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`)
})
