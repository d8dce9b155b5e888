import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { payload, spanNamed, theTrace } from '../testing/shown-traces.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))

test("Langfuse's observations, by its span processor and an OTLP exporter", async () => {
  const trace = theTrace(await tracedBy({ command: process.execPath, args: ['application.mjs'], cwd }))

  expect(trace.spans.map(({ name, type }) => `${name}:${type}`).toSorted()).toEqual([
    'answer:UNKNOWN',
    'gemini:LLM',
    'multiply:TOOL',
    'odd:GUARDRAIL',
    'search:RETRIEVER',
  ])
  expect(trace.info).toMatchObject({
    state: 'OK',
    requestPreview: '{"question":"What is 57 times 44?"}',
    responsePreview: '2508',
    tags: { 'mlflow.traceName': 'answer' },
    metadata: { 'mlflow.trace.session': 's-1', 'mlflow.trace.user': 'u-1', build: '7' },
  })
  expect(JSON.parse(trace.info.metadata['mlflow.trace.tokenUsage']!)).toMatchObject({ total_tokens: 24 })
  expect(JSON.parse(trace.info.metadata['mlflow.trace.cost']!)).toMatchObject({ total_cost: 0.03 })
  const call = spanNamed(trace, 'gemini')
  expect(call).toMatchObject({
    model: 'gemini-2.5-flash',
    usage: { inputTokens: 20, outputTokens: 4, totalTokens: 24 },
    attributes: { 'langfuse.observation.model.parameters': { temperature: 0.2 } },
  })
  expect(payload(call.inputs)).toEqual([{ role: 'user', content: 'What is 57 times 44?' }])
  expect(payload(call.outputs)).toEqual({ role: 'assistant', content: '2508' })
  expect(spanNamed(trace, 'odd').status).toEqual({ code: 'ERROR', message: 'no such thing' })
  const tool = spanNamed(trace, 'multiply')
  expect(tool.parentId).toBe(call.spanId)
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ a: 57, b: 44 }, '2508'])
})
