import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { payload, spanNamed, theTrace, type ShownTrace } from '../testing/shown-traces.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))
const command = process.env['LOUPE_LANE_PYTHON']!
const QUESTION = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

async function traced(env: Readonly<Record<string, string>>): Promise<ShownTrace> {
  const trace = theTrace(
    await tracedBy({ command, args: ['application.py'], cwd, env: { GOOGLE_API_KEY: 'emulator', ...env } }),
  )
  expect(trace.info).toMatchObject({ state: 'OK', metadata: { 'mlflow.trace.session': 's-1' } })
  expect(JSON.parse(trace.info.metadata['mlflow.trace.cost']!).total_cost).toBeGreaterThan(0)
  const tool = spanNamed(trace, 'execute_tool multiply')
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ a: 57, b: 44 }, { result: 2508 }])
  return trace
}

test("OpenTelemetry's conventions, with content on spans", async () => {
  const trace = await traced({
    OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_ONLY',
  })

  expect(trace.shape).toBe(
    'invoke_workflow shop:WORKFLOW (invoke_agent shop:AGENT (' +
      'generate_content gemini-2.5-flash:LLM, execute_tool multiply:TOOL, generate_content gemini-2.5-flash:LLM))',
  )
  const [first, second] = trace.spans.filter(({ type }) => type === 'LLM')
  expect(first).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gcp.gemini' })
  expect(payload(first!.inputs)).toMatchObject([{ role: 'user', parts: [{ type: 'text', content: QUESTION }] }])
  expect(payload(first!.outputs)).toMatchObject([{ parts: [{ type: 'tool_call', arguments: { a: 57, b: 44 } }] }])
  expect(JSON.stringify(payload(second!.outputs))).toContain('2,508')
})

test('the names that it had until version 2', async () => {
  const trace = await traced({ ADK_TELEMETRY_SCHEMA_VERSION_OPT_IN: '1' })

  expect(trace.shape).toBe(
    'invocation:UNKNOWN (invoke_agent shop:AGENT (call_llm:LLM (generate_content gemini-2.5-flash:LLM), ' +
      'execute_tool multiply:TOOL, call_llm:LLM (generate_content gemini-2.5-flash:LLM)))',
  )
  const [first, second] = trace.spans.filter(({ name }) => name === 'call_llm')
  expect(first).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gcp.vertex.agent' })
  expect(payload(first!.inputs)).toMatchObject({ contents: [{ role: 'user', parts: [{ text: QUESTION }] }] })
  expect(payload(second!.outputs)).toMatchObject({
    content: { role: 'model', parts: [{ text: expect.stringContaining('2,508') }] },
  })
  // A call is told twice, by the agent and by its client, and counted once.
  const sum = [first!, second!].reduce((total, { usage }) => total + usage!.totalTokens!, 0)
  expect(JSON.parse(trace.info.metadata['mlflow.trace.tokenUsage']!).total_tokens).toBe(sum)
})
