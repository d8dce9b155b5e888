import { expect, test } from 'vitest'
import { chooseDialects } from './choose-dialects.ts'
import type { Dialect, SpanTypeRule, UsageRule } from './dialect.ts'
import { DIALECTS } from './dialects/index.ts'

const namesOf = (dialects: readonly Dialect[]): string[] => dialects.map(({ name }) => name)

test('a span of no convention is asked nothing, whatever its resource and protocol', () => {
  expect(chooseDialects({ 'http.request.method': 'GET', 'server.port': 443n, model: 'm' }, false)).toEqual([])
})

test('a span is asked by those whose marks it carries, in their order', () => {
  expect(namesOf(chooseDialects({ 'langfuse.observation.type': 'span', 'input.value': 'q' }, false))).toEqual([
    'open-inference',
    'langfuse',
  ])
})

test('a key that only begins like a mark is none', () => {
  expect(chooseDialects({ airport: 'TXL', 'inputs.value': 'q', lk: 1n }, false).map(({ name }) => name)).toEqual([
    'livekit',
  ])
})

test('events are read by those that know events', () => {
  expect(namesOf(chooseDialects({}, true))).toEqual(['gen-ai', 'spring-ai'])
})

test.each(DIALECTS.filter(({ speaks }) => speaks === undefined).map((dialect) => [dialect.name, dialect] as const))(
  '%s looks at no key that its marks would not lead it to',
  (_, dialect) => {
    const keys = [
      ...[dialect.inputs, dialect.outputs, dialect.model, dialect.provider, dialect.session, dialect.user].flat(),
      ...keysOfType(dialect.type),
      ...keysOfUsage(dialect.usage),
    ].filter((key) => typeof key === 'string')

    expect(keys.filter((key) => !dialect.markers.includes(key.split('.')[0]!))).toEqual([])
  },
)

const keysOfType = (rule: Dialect['type']): string[] =>
  rule === undefined || typeof rule === 'function' ? [] : [(rule satisfies SpanTypeRule).key]

const keysOfUsage = (rule: Dialect['usage']): string[] => {
  if (rule === undefined || typeof rule === 'function') return []
  const { object, fields } = rule satisfies UsageRule
  return object === undefined ? Object.values(fields).flat() : [object]
}
