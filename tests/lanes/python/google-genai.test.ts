import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { payload, spanNamed, theTrace } from '../testing/shown-traces.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))
const command = process.env['LOUPE_LANE_PYTHON']!
const QUESTION = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

test('OpenInference', async () => {
  const trace = theTrace(await tracedBy({ command, args: ['google_genai.py', 'openinference'], cwd }))

  expect(trace.shape).toBe(
    'application:UNKNOWN (GenerateContent:LLM, GenerateContentStream:LLM, EmbedContent:EMBEDDING)',
  )
  expect(trace.info).toMatchObject({
    state: 'OK',
    tags: { 'mlflow.traceName': 'application', 'service.name': 'shop' },
    metadata: { 'mlflow.trace.session': 's-1', 'mlflow.trace.user': 'u-1' },
  })
  expect(JSON.parse(trace.info.metadata['mlflow.trace.cost']!).total_cost).toBeGreaterThan(0)
  const call = spanNamed(trace, 'GenerateContent')
  expect(call).toMatchObject({ model: 'gemini-2.5-flash', provider: 'google' })
  expect(call.usage!.totalTokens).toBe(call.usage!.inputTokens! + call.usage!.outputTokens!)
  expect(payload(call.inputs)).toMatchObject({
    contents: [{ role: 'user', parts: [{ text: QUESTION }] }],
    generation_config: { temperature: 0.2 },
  })
  expect(payload(call.outputs)).toMatchObject({
    candidates: [{ content: { parts: [{ text: expect.stringContaining('2,508') }] }, finish_reason: 'STOP' }],
  })
  const stream = spanNamed(trace, 'GenerateContentStream')
  expect(JSON.stringify(payload(stream.outputs))).toContain('cold')
  expect(stream.usage!.reasoningTokens).toBeGreaterThan(0)
})

test("OpenTelemetry's own instrumentation", async () => {
  const env = {
    OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'span_only',
  }
  const trace = theTrace(await tracedBy({ command, args: ['google_genai.py', 'opentelemetry'], cwd, env }))

  expect(trace.shape).toBe(
    'application:UNKNOWN (generate_content gemini-2.5-flash:LLM (execute_tool multiply:TOOL), ' +
      'generate_content gemini-2.5-flash:LLM, embeddings gemini-embedding-001:EMBEDDING)',
  )
  expect(JSON.parse(trace.info.metadata['mlflow.trace.cost']!).total_cost).toBeGreaterThan(0)
  const tool = spanNamed(trace, 'execute_tool multiply')
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ a: 57, b: 44 }, '2508'])
  const [call, stream] = trace.spans.filter(({ type }) => type === 'LLM')
  expect(call).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gemini' })
  expect(payload(call!.inputs)).toMatchObject([{ role: 'user', parts: [{ type: 'text', content: QUESTION }] }])
  expect(payload(call!.outputs)).toMatchObject([
    { role: 'assistant', finish_reason: 'stop', parts: [{ content: expect.stringContaining('2,508') }] },
  ])
  expect(call!.usage!.totalTokens).toBe(call!.usage!.inputTokens! + call!.usage!.outputTokens!)
  expect(JSON.stringify(payload(stream!.outputs))).toContain('cold')
  expect(stream!.usage!.reasoningTokens).toBeGreaterThan(0)
})

test.each(['http', 'grpc'])(
  "OpenTelemetry's own instrumentation, with contents as events over %s",
  async (protocol) => {
    const env = {
      OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'event_only',
    }
    const args = ['google_genai.py', 'opentelemetry', protocol]
    const trace = theTrace(await tracedBy({ command, args, cwd, env, sendsGrpc: protocol === 'grpc' }))

    const [call, stream] = trace.spans.filter(({ type }) => type === 'LLM')
    expect(payload(call!.inputs)).toMatchObject([{ role: 'user', parts: [{ type: 'text', content: QUESTION }] }])
    expect(payload(call!.outputs)).toMatchObject([
      { role: 'assistant', finish_reason: 'stop', parts: [{ content: expect.stringContaining('2,508') }] },
    ])
    expect(call!.events.map(({ name }) => name)).toEqual(['gen_ai.client.inference.operation.details'])
    expect(call!.attributes).not.toHaveProperty(['gen_ai.input.messages'])
    expect(JSON.stringify(payload(stream!.outputs))).toContain('cold')
  },
)
