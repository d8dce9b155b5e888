import type { Attributes } from '@loupe-ai/model'
import { encodeSpan, type OtlpSpan } from '@loupe-ai/wire'
import type { Arena, Part } from './arena.ts'
import { MODELS } from './plan.ts'

/** What is the same in every span of a kind. */
export interface SpanKindParts {
  /** Name and kind. */
  readonly head: Part
  readonly attributes: Part
}

const BLANK: OtlpSpan = {
  traceId: '',
  spanId: '',
  parentSpanId: '',
  traceState: '',
  name: '',
  kind: 0,
  startTimeUnixNano: 0n,
  endTimeUnixNano: 0n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 0, message: '' },
}
/** An empty Status: it is always written. */
const EMPTY_STATUS_BYTES = 2

const INTERNAL = 1
const CLIENT = 3

/** The fields that were given, as they stand in an encoded Span. */
const fields = (span: Partial<OtlpSpan>): Uint8Array => encodeSpan({ ...BLANK, ...span }).slice(0, -EMPTY_STATUS_BYTES)

const kindParts = (arena: Arena, name: string, kind: number, attributes: Attributes): SpanKindParts => ({
  head: arena.keep(fields({ name, kind })),
  attributes: arena.keep(fields({ attributes })),
})

/** What Loupe's SDK says of each call of a model. */
const callAttributes = (model: string, operation: string, spanType: string): Attributes => ({
  'mlflow.spanType': spanType,
  'gen_ai.provider.name': 'gcp.gemini',
  'mlflow.llm.provider': 'gemini',
  'mlflow.message.format': 'gemini',
  'server.address': 'generativelanguage.googleapis.com',
  'server.port': 443n,
  'gen_ai.operation.name': operation,
  'gen_ai.request.model': model,
  'mlflow.llm.model': model,
})

const answerAttributes = (model: string): Attributes => ({
  'gen_ai.response.model': model,
  'gen_ai.response.finish_reasons': ['stop'],
  'gemini.finish_reasons': ['STOP'],
})

export interface SpanParts {
  readonly generate: readonly SpanKindParts[]
  readonly chat: readonly SpanKindParts[]
  readonly embed: SpanKindParts
  readonly retrieve: SpanKindParts
  readonly tools: readonly SpanKindParts[]
  readonly step: SpanKindParts
  readonly roots: Readonly<Record<RootName, SpanKindParts>>
  /** By model: what the SDK knows of an answer, without its text. */
  readonly answer: readonly Part[]
  readonly ok: Part
  readonly error: Part
  readonly exceptionEvent: Part
}

export type RootName = 'answer' | 'turn' | 'research' | 'ask-documents' | 'nightly-report' | 'import-catalogue'
export const TOOLS = ['look_up_order', 'search_catalogue', 'get_weather', 'convert_currency'] as const

const ERROR_MESSAGE = '429 RESOURCE_EXHAUSTED: quota exceeded for requests a minute'

export function spanParts(arena: Arena): SpanParts {
  const root = (name: RootName, spanType: string): SpanKindParts =>
    kindParts(arena, name, INTERNAL, { 'mlflow.spanType': spanType })
  const status = (code: number, message: string): Part =>
    arena.keep(encodeSpan({ ...BLANK, status: { code, message } }))
  return {
    generate: MODELS.map((model) =>
      kindParts(arena, 'Models.generateContent', CLIENT, {
        ...callAttributes(model, 'generate_content', 'LLM'),
        'gen_ai.request.temperature': 0.2,
      }),
    ),
    chat: MODELS.map((model) =>
      kindParts(arena, 'Chat.sendMessage', CLIENT, {
        ...callAttributes(model, 'chat', 'CHAT_MODEL'),
        'gen_ai.request.temperature': 0.2,
      }),
    ),
    embed: kindParts(
      arena,
      'Models.embedContent',
      CLIENT,
      callAttributes('gemini-embedding-001', 'embeddings', 'EMBEDDING'),
    ),
    retrieve: kindParts(arena, 'retrieve', INTERNAL, { 'mlflow.spanType': 'RETRIEVER' }),
    tools: TOOLS.map((tool) =>
      kindParts(arena, tool, INTERNAL, {
        'mlflow.spanType': 'TOOL',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': tool,
      }),
    ),
    step: kindParts(arena, 'step', INTERNAL, { 'mlflow.spanType': 'CHAIN' }),
    roots: {
      answer: root('answer', 'CHAIN'),
      turn: root('turn', 'AGENT'),
      research: root('research', 'AGENT'),
      'ask-documents': root('ask-documents', 'CHAIN'),
      'nightly-report': root('nightly-report', 'WORKFLOW'),
      'import-catalogue': root('import-catalogue', 'WORKFLOW'),
    },
    answer: MODELS.map((model) => arena.keep(fields({ attributes: answerAttributes(model) }))),
    ok: status(1, ''),
    error: status(2, ERROR_MESSAGE),
    exceptionEvent: arena.keep(exceptionFields()),
  }
}

/** Name and attributes of an exception's event: the fields of an Event after its time. */
function exceptionFields(): Uint8Array {
  const attributes = {
    'exception.type': 'ApiError',
    'exception.message': ERROR_MESSAGE,
    'exception.stacktrace': `ApiError: ${ERROR_MESSAGE}\n    at generateContent (client.js:812:11)\n    at answer (main.js:31:20)`,
  }
  const whole = fields({ events: [{ timeUnixNano: 0n, name: 'exception', attributes }] })
  // Without the tag and the two bytes of its length.
  return whole.slice(3)
}
