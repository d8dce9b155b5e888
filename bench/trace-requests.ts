import { randomBytes } from 'node:crypto'
import type { OtlpSpan, OtlpTraceRequest } from '@loupe-ai/wire'

const SPANS_A_TRACE = 10
const WORDS =
  'the cat owns a pair of mittens and asks how many there are in total when each of them has two more'.split(' ')

const text = (words: number): string =>
  Array.from({ length: words }, () => WORDS[Math.floor(Math.random() * WORDS.length)]).join(' ')

function aModelCall(traceId: string, parentSpanId: string, startTimeUnixNano: bigint): OtlpSpan {
  const question = text(110)
  const answer = text(70)
  return {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId,
    traceState: '',
    name: parentSpanId === '' ? 'answer' : 'Models.generateContent',
    kind: 3,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + 850_000_000n,
    attributes: {
      'mlflow.spanType': 'LLM',
      'mlflow.spanInputs': JSON.stringify({ model: 'gemini-2.5-flash', contents: question }),
      'mlflow.spanOutputs': JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text: answer }] } }] }),
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.usage.input_tokens': 140n,
      'gen_ai.usage.output_tokens': 90n,
    },
    events: [],
    links: [],
    status: { code: 1, message: '' },
  }
}

/** Fresh spans of about 1.35 KB, ten to a trace. */
export function aTraceRequest(spans: number): OtlpTraceRequest {
  const now = BigInt(Date.now()) * 1_000_000n
  const all: OtlpSpan[] = []
  let traceId = ''
  let rootId = ''
  for (let index = 0; index < spans; index++) {
    const isRoot = index % SPANS_A_TRACE === 0
    if (isRoot) traceId = randomBytes(16).toString('hex')
    const span = aModelCall(traceId, isRoot ? '' : rootId, now + BigInt(index) * 1_000n)
    if (isRoot) rootId = span.spanId
    all.push(span)
  }
  return {
    resourceSpans: [{ resource: { 'service.name': 'bench' }, scopeSpans: [{ scope: { name: 'bench' }, spans: all }] }],
  }
}
