import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { payload, spanNamed, theTrace } from '../testing/shown-traces.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))
const command = process.env['LOUPE_LANE_PYTHON']!
const QUESTION = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

test('an agent with a tool', async () => {
  const env = { GOOGLE_API_KEY: 'emulator' }
  const trace = theTrace(await tracedBy({ command, args: ['application.py'], cwd, env }))

  expect(trace.shape).toBe(
    'invoke_agent shop:AGENT (chat gemini-2.5-flash:CHAT_MODEL, execute_tool multiply:TOOL, chat gemini-2.5-flash:CHAT_MODEL)',
  )
  expect(trace.info).toMatchObject({
    state: 'OK',
    requestPreview: QUESTION,
    responsePreview: 'You have 2,508 mittens in total.',
    tags: { 'mlflow.traceName': 'invoke_agent shop', 'service.name': 'shop' },
    metadata: { 'mlflow.trace.session': expect.stringMatching(/.+/) },
  })
  const cost = JSON.parse(trace.info.metadata['mlflow.trace.cost']!)
  expect(cost.total_cost).toBeCloseTo(cost.input_cost + cost.output_cost, 9)
  expect(cost.input_cost).toBeGreaterThan(0)
  const [first, second] = trace.spans.filter(({ type }) => type === 'CHAT_MODEL')
  expect(first).toMatchObject({ model: 'gemini-2.5-flash', provider: 'google' })
  expect(first!.usage!.reasoningTokens).toBeGreaterThan(0)
  expect(payload(first!.inputs)).toMatchObject([{ role: 'user', parts: [{ type: 'text', content: QUESTION }] }])
  expect(payload(second!.outputs)).toMatchObject([{ parts: [{ content: 'You have 2,508 mittens in total.' }] }])
  const tool = spanNamed(trace, 'execute_tool multiply')
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ a: 57, b: 44 }, expect.anything()])
})
