import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { payload, spanNamed, theTrace, type ShownTrace } from '../testing/shown-traces.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))

async function traced(telemetry: string): Promise<ShownTrace> {
  const trace = theTrace(await tracedBy({ command: process.execPath, args: ['application.mjs', telemetry], cwd }))
  expect(trace.info).toMatchObject({
    state: 'OK',
    tags: { 'mlflow.traceName': 'application' },
    metadata: { 'mlflow.trace.session': 's-1', 'mlflow.trace.user': 'u-1' },
  })
  expect(JSON.parse(trace.info.metadata['mlflow.trace.cost']!).total_cost).toBeGreaterThan(0)
  return trace
}

test('the names that it had until version 6', async () => {
  const trace = await traced('legacy')

  expect(trace.shape).toBe(
    'application:UNKNOWN (' +
      'ai.generateText:LLM (ai.generateText.doGenerate:LLM (ai.toolCall:TOOL), ai.generateText.doGenerate:LLM), ' +
      'ai.streamText:LLM (ai.streamText.doStream:LLM), ai.embed:EMBEDDING (ai.embed.doEmbed:EMBEDDING))',
  )
  const tool = spanNamed(trace, 'ai.toolCall')
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ a: 57, b: 44 }, '2508'])
  const stream = spanNamed(trace, 'ai.streamText.doStream')
  expect(stream).toMatchObject({
    model: 'gemini-2.5-flash',
    provider: 'google.generative-ai',
    attributes: { 'mlflow.message.format': 'vercel_ai' },
  })
  expect(payload(stream.inputs)).toMatchObject({
    messages: [{ role: 'user', content: [{ type: 'text', text: 'The opposite of hot is' }] }],
  })
  expect(payload(stream.outputs)).toMatchObject({ text: expect.stringContaining('cold'), finishReason: 'stop' })
  const { inputTokens, outputTokens, totalTokens, reasoningTokens } = stream.usage!
  expect(totalTokens).toBe(inputTokens! + outputTokens!)
  expect(reasoningTokens).toBeGreaterThan(0)
})

test("OpenTelemetry's conventions, from version 7 on", async () => {
  const trace = await traced('conventions')

  expect(trace.shape).toBe(
    'application:UNKNOWN (' +
      'invoke_agent gemini-2.5-flash:AGENT (' +
      'step 1:CHAIN (chat gemini-2.5-flash:CHAT_MODEL, execute_tool multiply:TOOL), ' +
      'step 2:CHAIN (chat gemini-2.5-flash:CHAT_MODEL)), ' +
      'invoke_agent gemini-2.5-flash:AGENT (step 1:CHAIN (chat gemini-2.5-flash:CHAT_MODEL)), ' +
      'embeddings gemini-embedding-001:EMBEDDING (embeddings gemini-embedding-001:EMBEDDING))',
  )
  const tool = spanNamed(trace, 'execute_tool multiply')
  expect([payload(tool.inputs), payload(tool.outputs)]).toEqual([{ a: 57, b: 44 }, '2508'])
  const calls = trace.spans.filter(({ type }) => type === 'CHAT_MODEL')
  for (const call of calls) expect(call).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gcp.gemini' })
  expect(JSON.stringify(payload(calls[1]!.inputs))).toContain('tool_call_response')
  expect(JSON.stringify(payload(calls[1]!.outputs))).toContain('2,508')
  expect(JSON.stringify(payload(calls[2]!.outputs))).toContain('cold')
  // An agent's tokens are those of its calls, which are not counted again.
  const agents = trace.spans.filter(({ type }) => type === 'AGENT')
  const sum = agents.reduce((total, { usage }) => total + usage!.outputTokens!, 0)
  expect(JSON.parse(trace.info.metadata['mlflow.trace.tokenUsage']!).output_tokens).toBe(sum)
})
