import type { Attributes } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { readDialects } from './read-dialects.ts'

test("OpenTelemetry's conventions for a chat", () => {
  expect(
    readDialects({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt',
      'gen_ai.response.model': 'gpt-2026',
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
      'gen_ai.output.messages': [{ role: 'assistant' }],
      'gen_ai.usage.input_tokens': 10n,
      'gen_ai.usage.output_tokens': 5n,
      'gen_ai.usage.cache_read.input_tokens': 2n,
      'gen_ai.conversation.id': 'c-1',
    }),
  ).toEqual({
    type: 'CHAT_MODEL',
    inputs: '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
    outputs: '[{"role":"assistant"}]',
    model: 'gpt-2026',
    provider: 'openai',
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 2 },
    sessionId: 'c-1',
  })
})

test("OpenTelemetry's conventions for a tool", () => {
  expect(
    readDialects({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.call.arguments': '{"a": 1}',
      'gen_ai.tool.call.result': 'done',
    }),
  ).toMatchObject({ type: 'TOOL', inputs: '{"a": 1}', outputs: '"done"' })
})

test('OpenInference', () => {
  expect(
    readDialects({
      'openinference.span.kind': 'RERANKER',
      'input.value': 'q',
      'output.value': '{"docs":[]}',
      'llm.model_name': 'm',
      'llm.provider': 'p',
      'llm.token_count.prompt': 1n,
      'llm.token_count.completion': 2n,
      'llm.token_count.total': 4n,
      'session.id': 's',
    }),
  ).toEqual({
    type: 'RERANKER',
    inputs: '"q"',
    outputs: '{"docs":[]}',
    model: 'm',
    provider: 'p',
    usage: { inputTokens: 1, outputTokens: 2, totalTokens: 4 },
    sessionId: 's',
  })
})

test('of several dialects the first that answers wins, field by field', () => {
  expect(
    readDialects({
      'mlflow.spanInputs': '"ours"',
      'input.value': 'theirs',
      'gen_ai.input.messages': '["more"]',
      'output.value': '',
      'gen_ai.output.messages': '["out"]',
    }),
  ).toMatchObject({ inputs: '"ours"', outputs: '["out"]' })
})

test('UNKNOWN gives way to what another dialect knows', () => {
  expect(readDialects({ 'mlflow.spanType': 'UNKNOWN', 'openinference.span.kind': 'AGENT' }).type).toBe('AGENT')
})

test('a span that names a model is a call of it', () => {
  expect(readDialects({ 'gen_ai.request.model': 'm' }).type).toBe('LLM')
})

test.each([
  ['its request', '{"model": "m", "messages": []}', '{"model":"other"}'],
  ['its answer', '{"model":7}', '{"model":"m"}'],
])('a span that names its model nowhere else has it from %s', (_, inputs, outputs) => {
  expect(readDialects({ 'input.value': inputs, 'output.value': outputs }).model).toBe('m')
  expect(readDialects({ 'input.value': inputs, 'output.value': outputs, 'llm.model_name': 'said' }).model).toBe('said')
})

test('a span of no dialect is UNKNOWN and has nothing', () => {
  expect(readDialects({ 'http.method': 'GET' })).toEqual({ type: 'UNKNOWN' })
})

test.each<[string, Attributes]>([
  ['text', { 'gen_ai.usage.input_tokens': 'many' }],
  ['negative', { 'gen_ai.usage.input_tokens': -1n }],
  ['a fraction', { 'gen_ai.usage.input_tokens': 1.5 }],
  ['not an object', { 'mlflow.chat.tokenUsage': '[1]' }],
])('a count that is %s is no count', (_, attributes) => {
  expect(readDialects(attributes).usage).toBeUndefined()
})
