import type { OtlpSpan } from '@loupe-ai/wire'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { maskSpan } from './mask-span.ts'

const CANARY = 'ann@example.com'

const SPAN: OtlpSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  traceState: '',
  name: 'call',
  kind: 1,
  startTimeUnixNano: 1n,
  endTimeUnixNano: 2n,
  attributes: {
    'mlflow.spanInputs': `{"deep":[{"text":"from ${CANARY}","n":12345678901234567890,"half":1.50}]}`,
    'mlflow.spanOutputs': `"to ${CANARY}"`,
    'mlflow.spanType': 'LLM',
    'gen_ai.tool.call.arguments': `{"to":"${CANARY}"}`,
    'mlflow.traceTag.customer': CANARY,
    list: [CANARY, 5n, true],
    map: { inner: CANARY },
    count: 5n,
  },
  events: [{ timeUnixNano: 1n, name: 'exception', attributes: { 'exception.message': `no mailbox ${CANARY}` } }],
  links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', attributes: { why: CANARY } }],
  status: { code: 2, message: `no mailbox ${CANARY}` },
}
const textIn = (span: OtlpSpan): string =>
  JSON.stringify(span, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

test('a mask sees every text of a span, and all else stays as it was', () => {
  const masked = maskSpan(SPAN, (text) => text.replaceAll(CANARY, '***'))

  expect(textIn(masked)).not.toContain(CANARY)
  expect(textIn(masked)).toBe(textIn(SPAN).replaceAll(CANARY, '***'))
})

test('a mask is told where a text stands', () => {
  const seen = new Set<string>()
  maskSpan(SPAN, (text, { spanName, key }) => {
    seen.add(`${spanName} ${key}`)
    return text
  })
  expect([...seen].toSorted()).toEqual([
    'call exception.message',
    'call gen_ai.tool.call.arguments',
    'call list',
    'call map',
    'call mlflow.spanInputs',
    'call mlflow.spanOutputs',
    'call mlflow.traceTag.customer',
    'call status.message',
    'call why',
  ])
})

test.each([
  [
    'throws',
    () => {
      throw new Error(CANARY)
    },
  ],
  ['gives no text', () => 5 as unknown as string],
  ['gives a promise', (text: string) => Promise.resolve(text) as unknown as string],
])('a text is withheld when its mask %s', (_, mask) => {
  const masked = maskSpan(SPAN, mask)
  expect(textIn(masked)).not.toContain(CANARY)
  expect(masked.status.message).toBe('[withheld: the mask failed]')
})

test('a document that cannot be read is withheld, because its texts cannot be told apart', () => {
  const masked = maskSpan({ ...SPAN, attributes: { 'mlflow.spanInputs': `{"torn": "${CANARY}` } }, (text) => text)
  expect(masked.attributes).toEqual({ 'mlflow.spanInputs': '[withheld: the mask failed]' })
})

test('a mask that changes nothing changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const span = { ...SPAN, attributes: { 'mlflow.spanInputs': JSON.stringify(value) } }
      const { 'mlflow.spanInputs': text } = maskSpan(span, (same) => same).attributes
      expect(JSON.parse(text as string)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
