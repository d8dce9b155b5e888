import { createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { withValue } from './layered-context.ts'

const KEYS = ['a', 'b', 'c', 'd'].map((name) => createContextKey(name))

test('holds what a context of OpenTelemetry holds, whatever is set and deleted, and leaves those beneath as they were', () => {
  const step = fc.record({ key: fc.constantFrom(...KEYS), value: fc.option(fc.integer(), { nil: undefined }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, byMethods) => {
      const pairs: [Context, Context][] = [[ROOT_CONTEXT, ROOT_CONTEXT]]
      for (const { key, value } of steps) {
        const [theirs, ours] = pairs.at(-1)!
        if (value === undefined) pairs.push([theirs.deleteValue(key), ours.deleteValue(key)])
        else
          pairs.push([theirs.setValue(key, value), byMethods ? ours.setValue(key, value) : withValue(ours, key, value)])
      }
      for (const [theirs, ours] of pairs)
        expect(KEYS.map((key) => ours.getValue(key))).toEqual(KEYS.map((key) => theirs.getValue(key)))
    }),
  )
})

test('ten thousand on one another are no deeper than a few', () => {
  let context: Context = ROOT_CONTEXT
  for (let at = 0; at < 10_000; at++) context = withValue(context, KEYS[at % 2]!, at)
  expect([context.getValue(KEYS[0]!), context.getValue(KEYS[1]!), context.getValue(KEYS[2]!)]).toEqual([
    9998,
    9999,
    undefined,
  ])
})
