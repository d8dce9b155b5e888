import type { AttributeValue } from '@loupe-ai/model'
import { parseAttributeJson } from '@loupe-ai/wire'
import { plainText } from '../attribute-content.ts'
import type { Dialect, DialectSource, PayloadRule } from '../dialect.ts'
import { messagesOfEvents } from './gen-ai-events.ts'

const REQUEST_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/

/** Pydantic AI and Logfire (https://ai.pydantic.dev/logfire): GenAI conventions, and before them names of their own. */
export const pydanticAi: Dialect = {
  name: 'pydantic-ai',
  markers: [
    'agent_name',
    'all_messages_events',
    'events',
    'gen_ai',
    'logfire',
    'model_name',
    'model_request_parameters',
    'pydantic_ai',
  ],
  type: (attributes) => {
    if (attributes['gen_ai.tool.name'] !== undefined && attributes['tool_arguments'] !== undefined) return 'TOOL'
    return attributes['agent_name'] !== undefined && attributes['model_name'] !== undefined ? 'AGENT' : undefined
  },
  inputs: [
    'pydantic_ai.all_messages',
    'all_messages_events',
    beside('logfire.msg', 'request_data'),
    beside('gen_ai.tool.name', 'tool_arguments'),
    ({ attributes }) => messagesOfList(attributes, (name) => REQUEST_EVENT.exec(name)?.[1]),
  ],
  outputs: [
    beside('agent_name', 'final_result'),
    beside('logfire.msg', 'response_data'),
    beside('gen_ai.tool.name', 'tool_response'),
    ({ attributes }) => messagesOfList(attributes, (name) => (name === 'gen_ai.choice' ? 'assistant' : undefined)),
  ],
  model: ['model_name'],
}

/** A common word, which means something only beside its sign. */
function beside(sign: string, key: string): PayloadRule {
  return ({ attributes }: DialectSource) => (attributes[sign] === undefined ? undefined : attributes[key])
}

/** The events of one request, gathered in an attribute. */
function messagesOfList(
  attributes: DialectSource['attributes'],
  roleOf: (eventName: string) => string | undefined,
): AttributeValue | undefined {
  if (attributes['model_request_parameters'] === undefined) return undefined
  const text = attributes['events']
  const list = typeof text === 'string' ? parsed(text) : text
  if (!Array.isArray(list)) return undefined
  const events = (list as readonly AttributeValue[]).flatMap((event) => {
    const own = typeof event === 'object' && event !== null ? (event as DialectSource['attributes']) : {}
    const name = plainText(own['event.name'])
    return name === undefined ? [] : [{ name, attributes: own }]
  })
  return messagesOfEvents(events, roleOf)
}

function parsed(text: string): AttributeValue | undefined {
  try {
    return parseAttributeJson(text)
  } catch {
    return undefined
  }
}
