import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { counter, histogram } from './counters.ts'
import { prometheusText } from './prometheus-text.ts'

test('a family has its help, its type and a line a sample', () => {
  const requests = counter('requests_total', 'Answers.')
  requests.add({ route: '/a', status: '200' })
  requests.add({ route: '/a', status: '200' }, 2)
  requests.add({ route: '/b', status: '404' })

  expect(prometheusText([requests.family()])).toBe(
    '# HELP requests_total Answers.\n# TYPE requests_total counter\n' +
      'requests_total{route="/a",status="200"} 3\nrequests_total{route="/b",status="404"} 1\n',
  )
})

test('a value without labels has no braces, and infinity is written as Prometheus reads it', () => {
  const samples = [{ value: 1.5 }, { value: Infinity }, { value: Number.NaN }]

  expect(prometheusText([{ name: 'x', help: 'X.', type: 'gauge', samples }])).toContain('x 1.5\nx +Inf\nx NaN\n')
})

test('buckets of a histogram count what is at most their bound', () => {
  const seconds = histogram('seconds', 'Time.', [0.1, 1])
  for (const value of [0.1, 0.5, 7]) seconds.observe({ kind: 'api' }, value)

  expect(prometheusText([seconds.family()]).split('\n').slice(2)).toEqual([
    'seconds_bucket{kind="api",le="0.1"} 1',
    'seconds_bucket{kind="api",le="1"} 2',
    'seconds_bucket{kind="api",le="+Inf"} 3',
    'seconds_sum{kind="api"} 7.6',
    'seconds_count{kind="api"} 3',
    '',
  ])
})

test('no label can break out of its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'n', '}', 'a') }), (text) => {
      const lines = prometheusText([
        { name: 'x', help: '', type: 'gauge', samples: [{ labels: { a: text }, value: 1 }] },
      ])
      const [, quoted] = /^x\{a="((?:[^"\\\n]|\\["\\n])*)"\} 1$/m.exec(lines) ?? []

      expect(quoted?.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))).toBe(text)
    }),
  )
})
