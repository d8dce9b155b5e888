import { GEN_AI, type AttributeValue } from '@loupe-ai/model'
import type { Dialect, DialectSource } from '../dialect.ts'
import { messagesOfEvents } from './gen-ai-events.ts'

const REQUEST_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/
const INSTRUCTIONS_EVENT = 'gen_ai.system.instructions'

const roleOfRequest = (name: string): string | undefined =>
  name === INSTRUCTIONS_EVENT ? 'system' : REQUEST_EVENT.exec(name)?.[1]

/** Our types for the values of `gen_ai.operation.name`. */
export const OPERATIONS: Readonly<Record<string, string>> = {
  chat: 'CHAT_MODEL',
  create_agent: 'AGENT',
  embeddings: 'EMBEDDING',
  execute_tool: 'TOOL',
  generate_content: 'LLM',
  invoke_agent: 'AGENT',
  text_completion: 'LLM',
  response: 'LLM',
  retrieval: 'RETRIEVER',
  invoke_workflow: 'WORKFLOW',
  // Vercel's, no convention's.
  agent_step: 'CHAIN',
  rerank: 'RERANKER',
}

/** From v1.38 on, messages may stand on one event instead of the span, `gen_ai.client.inference.operation.details`. */
const detailOf = (events: DialectSource['events'], key: string): AttributeValue | undefined =>
  events.find(({ attributes }) => attributes[key] !== undefined)?.attributes[key]

/** OpenTelemetry's semantic conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
export const genAi: Dialect = {
  name: 'gen-ai',
  markers: ['gen_ai'],
  type: {
    key: GEN_AI.operationName,
    values: OPERATIONS,
  },
  inputs: [GEN_AI.inputMessages, GEN_AI.toolCallArguments, 'gen_ai.retrieval.query.text'],
  outputs: [GEN_AI.outputMessages, GEN_AI.toolCallResult, 'gen_ai.retrieval.documents'],
  eventInputs: ({ events }) => detailOf(events, GEN_AI.inputMessages) ?? messagesOfEvents(events, roleOfRequest),
  eventOutputs: ({ events }) =>
    detailOf(events, GEN_AI.outputMessages) ??
    messagesOfEvents(events, (name) => (name === 'gen_ai.choice' ? 'assistant' : undefined)),
  model: [GEN_AI.responseModel, GEN_AI.requestModel],
  provider: [GEN_AI.providerName, 'gen_ai.system'],
  usage: {
    fields: {
      inputTokens: GEN_AI.inputTokens,
      outputTokens: GEN_AI.outputTokens,
      // No convention has it, several instrumentations do.
      totalTokens: 'gen_ai.usage.total_tokens',
      cacheReadInputTokens: [
        GEN_AI.cacheReadInputTokens,
        'gen_ai.usage.cache_read_input_tokens',
        'gen_ai.usage.details.cache_read_tokens',
      ],
      cacheCreationInputTokens: [
        'gen_ai.usage.cache_creation.input_tokens',
        'gen_ai.usage.cache_creation_input_tokens',
        'gen_ai.usage.details.cache_write_tokens',
      ],
      reasoningTokens: [
        GEN_AI.reasoningOutputTokens,
        'gen_ai.usage.reasoning_tokens',
        'gen_ai.usage.details.reasoning_tokens',
        'gen_ai.usage.details.thoughts_tokens',
      ],
    },
  },
  session: [GEN_AI.conversationId],
}
