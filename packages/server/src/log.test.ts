import { expect, test } from 'vitest'
import { lineLog } from './log.ts'

function lines(format?: 'text' | 'json'): string[] {
  const written: string[] = []
  const log = lineLog((line) => void written.push(line), format)
  log.info('started', { port: 5000 })
  log.error('broken\nbadly', { level: 'not the level', error: 'a\nb' })
  log.warn('alone')
  return written
}

test('for people an entry is a line of time, level, message and fields', () => {
  expect(lines()[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info started \{"port":5000\}$/)
  expect(lines()[2]).toMatch(/Z warn alone$/)
})

test('for machines an entry is a line of JSON, and no field takes the place of what every entry has', () => {
  const entries = lines('json').map((line) => JSON.parse(line) as unknown)

  expect(entries).toEqual([
    { time: expect.stringMatching(/Z$/), level: 'info', message: 'started', port: 5000 },
    { time: expect.stringMatching(/Z$/), level: 'error', message: 'broken\nbadly', error: 'a\nb' },
    { time: expect.stringMatching(/Z$/), level: 'warn', message: 'alone' },
  ])
  expect(lines('json').join('')).not.toContain('\n')
})
