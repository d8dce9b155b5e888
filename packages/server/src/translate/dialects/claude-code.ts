import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { countOf, plainText } from '../attribute-content.ts'
import type { Dialect, DialectSource } from '../dialect.ts'

const TYPES: Readonly<Record<string, string>> = { interaction: 'AGENT', llm_request: 'LLM', tool: 'TOOL' }
const REDACTED = '<REDACTED>'
const TOOL_DETAILS = ['full_command', 'file_path', 'skill_name', 'subagent_type'] as const
const TOOL_RESULTS = ['output', 'content', 'diff'] as const

/** `interaction`, `llm_request` or `tool`; the tool's phases count as tools. */
function kindOf(attributes: Attributes): string | undefined {
  const said = plainText(attributes['span.type'])?.replace(/^claude_code\./, '')
  const kind = said?.startsWith('tool.') ? 'tool' : said
  return kind !== undefined && Object.hasOwn(TYPES, kind) ? kind : undefined
}

const content = (attributes: Attributes, key: string): AttributeValue | undefined =>
  attributes[key] === REDACTED || attributes[key] === '' ? undefined : attributes[key]

/** Claude Code (https://code.claude.com/docs/en/monitoring-usage): names of its own, contents only where they are allowed. */
export const claudeCode: Dialect = {
  name: 'claude-code',
  markers: ['span'],
  speaks: (attributes) => kindOf(attributes) !== undefined,
  type: (attributes) => TYPES[kindOf(attributes) ?? ''],
  inputs: [
    ({ attributes }) => {
      switch (kindOf(attributes)) {
        case 'interaction':
          return content(attributes, 'user_prompt') ?? content(attributes, 'new_context')
        case 'llm_request':
          return content(attributes, 'new_context')
        default:
          return content(attributes, 'tool_input') ?? toolDetails(attributes)
      }
    },
  ],
  outputs: [
    ({ attributes }) => {
      const kind = kindOf(attributes)
      if (kind === 'llm_request') return content(attributes, 'response.model_output')
      return kind === 'tool' ? content(attributes, 'new_context') : undefined
    },
  ],
  eventOutputs: toolOutput,
  model: ['model'],
  usage: (attributes) => {
    if (kindOf(attributes) !== 'llm_request') return undefined
    const fresh = countOf(attributes['input_tokens'])
    const outputTokens = countOf(attributes['output_tokens'])
    if (fresh === undefined && outputTokens === undefined) return undefined
    const cacheReadInputTokens = countOf(attributes['cache_read_tokens'])
    const cacheCreationInputTokens = countOf(attributes['cache_creation_tokens'])
    // It counts what came from a cache apart; everybody else counts it in.
    const inputTokens = (fresh ?? 0) + (cacheReadInputTokens ?? 0) + (cacheCreationInputTokens ?? 0)
    return {
      inputTokens,
      outputTokens,
      totalTokens: inputTokens + (outputTokens ?? 0),
      cacheReadInputTokens,
      cacheCreationInputTokens,
    }
  },
}

function toolDetails(attributes: Attributes): AttributeValue | undefined {
  const details = TOOL_DETAILS.flatMap((key) => {
    const value = content(attributes, key)
    return value === undefined ? [] : [[key, value] as const]
  })
  return details.length === 0 ? undefined : Object.fromEntries(details)
}

function toolOutput({ events, attributes }: DialectSource): AttributeValue | undefined {
  if (kindOf(attributes) !== 'tool') return undefined
  const said = events.find(({ name }) => name === 'tool.output')?.attributes ?? {}
  return TOOL_RESULTS.map((key) => content(said, key)).find((value) => value !== undefined)
}
