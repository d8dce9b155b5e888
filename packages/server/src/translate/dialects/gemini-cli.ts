import { GEN_AI, type AttributeValue } from '@loupe-ai/model'
import { parseJson } from '@loupe-ai/wire'
import { plainText } from '../attribute-content.ts'
import type { Dialect } from '../dialect.ts'

/** Gemini CLI (https://github.com/google-gemini/gemini-cli): GenAI conventions with Gemini's own messages. */
export const geminiCli: Dialect = {
  name: 'gemini-cli',
  markers: ['gen_ai'],
  speaks: (attributes) => plainText(attributes['gen_ai.agent.name']) === 'gemini-cli',
  type: { key: GEN_AI.operationName, values: { llm_call: 'LLM', tool_call: 'TOOL', agent_call: 'AGENT' } },
  inputs: [
    ({ attributes }) =>
      asContents(attributes[GEN_AI.inputMessages], plainText(attributes[GEN_AI.operationName]) === 'system_prompt'),
    GEN_AI.toolCallArguments,
  ],
  outputs: [({ attributes }) => asCandidates(attributes[GEN_AI.outputMessages]), GEN_AI.toolCallResult],
  messageFormat: () => 'gemini',
}

/** The request that the API would take. A system prompt comes under the role of a user. */
function asContents(value: AttributeValue | undefined, isSystem: boolean): AttributeValue | undefined {
  const said = decoded(value)
  if (typeof said === 'string') return { contents: said }
  if (!Array.isArray(said)) return said
  return { contents: isSystem ? said.map((one) => (isUser(one) ? { ...one, role: 'system' } : one)) : said }
}

/** The parts of all messages as one answer. */
function asCandidates(value: AttributeValue | undefined): AttributeValue | undefined {
  const said = decoded(value)
  if (!Array.isArray(said)) return said
  const parts = said.flatMap((message) => {
    const own = isMap(message) ? message['parts'] : undefined
    return Array.isArray(own) ? (own as readonly AttributeValue[]) : []
  })
  return { candidates: [{ content: { role: 'model', parts } }] }
}

function decoded(value: AttributeValue | undefined): AttributeValue | undefined {
  if (typeof value !== 'string') return value
  try {
    return parseJson(value) as AttributeValue
  } catch {
    return value
  }
}

type ValueMap = Readonly<Record<string, AttributeValue>>

const isMap = (value: AttributeValue): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

const isUser = (value: AttributeValue): value is ValueMap => isMap(value) && value['role'] === 'user'
