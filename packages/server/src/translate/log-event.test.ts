import type { OtlpLogRecord } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { logRecord } from '../testing/log-records.ts'
import { translateLogRecord } from './log-event.ts'

const contentOf = (fields: Partial<OtlpLogRecord>): unknown => {
  const translated = translateLogRecord(logRecord(fields))
  if (!translated.ok || translated.edit.kind !== 'add-span-event') throw new Error('not translated')
  return translated.edit.content
}

const messages = (role: string, content: string): readonly { readonly [key: string]: string | readonly object[] }[] => [
  { role, parts: [{ type: 'text', content }] },
]

test('the details of a call are its inputs and outputs, as values or as JSON text', () => {
  const [question, answer] = [messages('user', 'why?'), messages('assistant', 'because')]
  const expected = {
    isPart: false,
    inputs: JSON.stringify(question),
    outputs: JSON.stringify(answer),
    requestPreview: 'why?',
    responsePreview: 'because',
  }
  const attributes = { 'gen_ai.input.messages': question, 'gen_ai.output.messages': answer } as never
  const asText = {
    'gen_ai.input.messages': JSON.stringify(question),
    'gen_ai.output.messages': JSON.stringify(answer),
  }

  expect(contentOf({ attributes })).toEqual(expected)
  expect(contentOf({ attributes: asText })).toEqual(expected)
  expect(contentOf({ body: attributes })).toEqual(expected)
})

const CALL = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }

test.each<[string, Partial<OtlpLogRecord>, unknown]>([
  ['gen_ai.system.message', { body: { content: 'be brief' } }, { inputs: '[{"role":"system","content":"be brief"}]' }],
  [
    'gen_ai.user.message',
    { body: { content: 'why?' } },
    { inputs: '[{"role":"user","content":"why?"}]', requestPreview: 'why?' },
  ],
  [
    'gen_ai.user.message',
    { body: '{"content":"why?"}' },
    { inputs: '[{"role":"user","content":"why?"}]', requestPreview: 'why?' },
  ],
  [
    'gen_ai.assistant.message',
    { body: { tool_calls: [CALL] } },
    { inputs: `[{"role":"assistant","tool_calls":[${JSON.stringify(CALL)}]}]` },
  ],
  ['gen_ai.tool.message', { body: { id: 'c1', content: '5' } }, { inputs: '[{"role":"tool","content":"5"}]' }],
  [
    'gen_ai.choice',
    { body: { index: 0n, finish_reason: 'stop', message: { role: 'assistant', content: 'because' } } },
    { outputs: '[{"role":"assistant","content":"because"}]', responsePreview: 'because' },
  ],
  [
    'gen_ai.choice',
    { body: { index: 0n, content: { role: 'model', parts: [{ text: 'because' }] } } },
    { outputs: '[{"role":"assistant","content":{"role":"model","parts":[{"text":"because"}]}}]' },
  ],
  [
    'gen_ai.system.instructions',
    { attributes: { 'gen_ai.system_instructions': 'be brief' } },
    { inputs: '[{"role":"system","content":"be brief"}]' },
  ],
])('%s is a piece of what was said', (eventName, fields, expected) => {
  expect(contentOf({ ...fields, eventName })).toMatchObject({ isPart: true, ...(expected as object) })
})

test('an event keeps what it came with, and the time it was seen where it has no other', () => {
  const attributes = { 'gen_ai.evaluation.score.value': 0.5, __proto__x: 5n }
  const record = logRecord({ eventName: '', attributes: { ...attributes, 'event.name': 'gen_ai.evaluation.result' } })

  expect(translateLogRecord({ ...record, timeUnixNano: 0n, body: { odd: null } })).toEqual({
    ok: true,
    traceId: `tr-${record.traceId}`,
    spanId: record.spanId,
    edit: {
      kind: 'add-span-event',
      spanId: record.spanId,
      event: {
        name: 'gen_ai.evaluation.result',
        timeNanos: record.observedTimeUnixNano,
        attributes: { ...record.attributes, body: { odd: null } },
      },
      content: undefined,
    },
  })
})

test.each<[string, boolean, Partial<OtlpLogRecord>]>([
  ['only events named gen_ai.…', true, { eventName: 'http.request' }],
  ['only events named gen_ai.…', true, { eventName: '' }],
  ['names no span', true, { traceId: '', spanId: '' }],
  ['trace id', false, { traceId: '0'.repeat(32) }],
  ['span id', false, { spanId: 'abcd' }],
  [
    '10000 attributes',
    false,
    { attributes: Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, ''])) },
  ],
  ['30000000 characters', false, { body: ['x'.repeat(16_000_000), 'x'.repeat(16_000_000)] }],
])('refused: %s', (reason, isForeign, fields) => {
  expect(translateLogRecord(logRecord(fields))).toEqual({
    ok: false,
    isForeign,
    reason: expect.stringContaining(reason),
  })
})
