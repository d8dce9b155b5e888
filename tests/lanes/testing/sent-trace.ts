import { payload, spanNamed, theTrace, type ShownTrace } from './shown-traces.ts'

/** What the server shows of the trace that each language's application sends, whatever its exporter. */
export const SENT_TRACE = {
  shape: 'answer:UNKNOWN (chat gemini-2.5-flash:CHAT_MODEL (execute_tool add:TOOL))',
  state: 'OK',
  name: 'answer',
  service: 'shop',
  session: 'c-1',
  user: 'u-1',
  tokens: { input_tokens: 7, output_tokens: 3, total_tokens: 10 },
  isPriced: true,
  chat: {
    model: 'gemini-2.5-flash',
    provider: 'gcp.gemini',
    usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
    temperature: 0.5,
    finishReasons: ['stop'],
    events: [{ name: 'token', attributes: { n: 1.5 } }],
    inputs: [{ role: 'user', parts: [{ type: 'text', content: 'Grüße 👋?' }] }],
    outputs: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hallo' }] }],
  },
  tool: { status: { code: 'ERROR', message: 'no such thing' }, events: ['exception'], inputs: { a: 1 }, outputs: '2' },
} as const

/** The trace in the form of `SENT_TRACE`. */
export function sentTraceIn(traces: readonly ShownTrace[]): unknown {
  const trace = theTrace(traces)
  const { state, tags, metadata } = trace.info
  const chat = spanNamed(trace, 'chat gemini-2.5-flash')
  const tool = spanNamed(trace, 'execute_tool add')
  return {
    shape: trace.shape,
    state,
    name: tags['mlflow.traceName'],
    service: tags['service.name'],
    session: metadata['mlflow.trace.session'],
    user: metadata['mlflow.trace.user'],
    tokens: payload(metadata['mlflow.trace.tokenUsage']),
    isPriced: metadata['mlflow.trace.cost'] !== undefined,
    chat: {
      model: chat.model,
      provider: chat.provider,
      usage: chat.usage,
      temperature: chat.attributes['gen_ai.request.temperature'],
      finishReasons: chat.attributes['gen_ai.response.finish_reasons'],
      events: chat.events.map(({ name, attributes }) => ({ name, attributes })),
      inputs: payload(chat.inputs),
      outputs: payload(chat.outputs),
    },
    tool: {
      status: tool.status,
      events: tool.events.map(({ name }) => name),
      inputs: payload(tool.inputs),
      outputs: payload(tool.outputs),
    },
  }
}
