import { GEN_AI, type AttributeValue } from '@loupe-ai/model'
import type { Dialect, DialectSource } from '../dialect.ts'
import { messagesOfEvents } from './gen-ai-events.ts'

const REQUEST_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/
const DETAILS_EVENT = 'gen_ai.client.inference.operation.details'

/** From v1.38 on, messages may stand on one event instead of the span. */
const detailOf = (events: DialectSource['events'], key: string): AttributeValue | undefined =>
  events.find(({ name, attributes }) => name === DETAILS_EVENT && attributes[key] !== undefined)?.attributes[key]

/** OpenTelemetry's semantic conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
export const genAi: Dialect = {
  name: 'gen-ai',
  type: {
    key: GEN_AI.operationName,
    values: {
      chat: 'CHAT_MODEL',
      create_agent: 'AGENT',
      embeddings: 'EMBEDDING',
      execute_tool: 'TOOL',
      generate_content: 'LLM',
      invoke_agent: 'AGENT',
      text_completion: 'LLM',
      response: 'LLM',
    },
  },
  inputs: [GEN_AI.inputMessages, GEN_AI.toolCallArguments],
  outputs: [GEN_AI.outputMessages, GEN_AI.toolCallResult],
  eventInputs: ({ events }) =>
    detailOf(events, GEN_AI.inputMessages) ?? messagesOfEvents(events, (name) => REQUEST_EVENT.exec(name)?.[1]),
  eventOutputs: ({ events }) =>
    detailOf(events, GEN_AI.outputMessages) ??
    messagesOfEvents(events, (name) => (name === 'gen_ai.choice' ? 'assistant' : undefined)),
  model: [GEN_AI.responseModel, GEN_AI.requestModel],
  provider: [GEN_AI.providerName, 'gen_ai.system'],
  usage: {
    fields: {
      inputTokens: GEN_AI.inputTokens,
      outputTokens: GEN_AI.outputTokens,
      cacheReadInputTokens: GEN_AI.cacheReadInputTokens,
      cacheCreationInputTokens: 'gen_ai.usage.cache_creation.input_tokens',
      reasoningTokens: GEN_AI.reasoningOutputTokens,
    },
  },
  session: [GEN_AI.conversationId],
}
