import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { payload, spanNamed, theTrace } from '../testing/shown-traces.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))

test("OpenLLMetry's workflow with a tool and a call of Gemini", async () => {
  const trace = theTrace(await tracedBy({ command: process.execPath, args: ['application.mjs'], cwd }))

  expect(trace.shape).toBe('answer.workflow:WORKFLOW (multiply.tool:TOOL, generate_content gemini-2.5-flash:LLM)')
  expect(trace.info).toMatchObject({
    state: 'OK',
    responsePreview: expect.stringContaining('101'),
    tags: { 'mlflow.traceName': 'answer.workflow', 'service.name': 'shop' },
    metadata: { 'mlflow.trace.session': 's-1', 'mlflow.trace.user': 'u-1' },
  })
  const tool = spanNamed(trace, 'multiply.tool')
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ args: [57, 44], kwargs: {} }, '2508'])
  const call = spanNamed(trace, 'generate_content gemini-2.5-flash')
  expect(call).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gcp.gen_ai' })
  expect(payload(call.inputs)).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'What is 57 + 44?' }] }])
  expect(JSON.stringify(payload(call.outputs))).toContain('101')
  // It counts thoughts beside the answer.
  const { inputTokens, outputTokens, totalTokens, reasoningTokens } = call.usage!
  expect(totalTokens).toBe(inputTokens! + outputTokens!)
  expect(outputTokens).toBeGreaterThan(reasoningTokens!)
  expect(JSON.parse(trace.info.metadata['mlflow.trace.cost']!).total_cost).toBeGreaterThan(0)
})
