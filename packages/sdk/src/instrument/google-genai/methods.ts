import type { SpanType } from '@loupe-ai/model'

/** What a call is to the trace: the layers above one another that one question may pass through (gemini-sdk.md §4.6). */
type Layer =
  /** A turn of a chat: always a span, above the requests it causes. */
  | 'turn'
  /** A public call: a span of its own, unless a turn is already open around it. */
  | 'call'
  /** One request to the model inside the SDK: a span where the call above makes several, or where there is none above. */
  | 'request'

export interface TracedMethod {
  readonly owner: 'Models' | 'Chat'
  readonly method: string
  /** How the SDK defines it: an arrow function assigned in the constructor, or a method of the prototype. */
  readonly hook: 'assigned' | 'prototype'
  readonly layer: Layer
  readonly spanName: string
  readonly spanType: SpanType
  /** `gen_ai.operation.name`. */
  readonly operation: string
  readonly content: 'generate' | 'embed' | 'count'
  readonly streams?: true
}

const GENERATE = { spanType: 'LLM', operation: 'generate_content', content: 'generate' } as const
const TURN = {
  owner: 'Chat',
  hook: 'prototype',
  layer: 'turn',
  spanType: 'CHAT_MODEL',
  operation: 'chat',
  content: 'generate',
} as const
const EMBED = {
  spanName: 'Models.embedContent',
  spanType: 'EMBEDDING',
  operation: 'embeddings',
  content: 'embed',
} as const

/** Every method of `@google/genai` that becomes a span. A row adds one. Verified on 1.52, 2.32 and 3.1. */
export const GEMINI_METHODS: readonly TracedMethod[] = [
  {
    owner: 'Models',
    method: 'generateContent',
    hook: 'assigned',
    layer: 'call',
    spanName: 'Models.generateContent',
    ...GENERATE,
  },
  {
    owner: 'Models',
    method: 'generateContentStream',
    hook: 'assigned',
    layer: 'call',
    spanName: 'Models.generateContentStream',
    streams: true,
    ...GENERATE,
  },
  {
    owner: 'Models',
    method: 'generateContentInternal',
    hook: 'prototype',
    layer: 'request',
    spanName: 'Models.generateContent',
    ...GENERATE,
  },
  {
    owner: 'Models',
    method: 'generateContentStreamInternal',
    hook: 'prototype',
    layer: 'request',
    spanName: 'Models.generateContentStream',
    streams: true,
    ...GENERATE,
  },
  // A method of the prototype up to 1.41: the patch looks and follows.
  { owner: 'Models', method: 'embedContent', hook: 'assigned', layer: 'call', ...EMBED },
  { owner: 'Models', method: 'embedContentInternal', hook: 'prototype', layer: 'request', ...EMBED },
  {
    owner: 'Models',
    method: 'countTokens',
    hook: 'prototype',
    layer: 'call',
    spanName: 'Models.countTokens',
    // MLflow's type for it. Its tokens are an answer, not a use: they never count as usage.
    spanType: 'LLM',
    operation: 'count_tokens',
    content: 'count',
  },
  { ...TURN, method: 'sendMessage', spanName: 'Chat.sendMessage' },
  { ...TURN, method: 'sendMessageStream', spanName: 'Chat.sendMessageStream', streams: true },
]
