import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import type { TokenUsage } from '@loupe-ai/model'
import { KEEP } from '../../../capture/edited.ts'
import { plainCopy } from '../../../capture/plain-copy.ts'
import { withoutSecrets } from '../../../capture/secret-text.ts'
import { count, decimal, GEMINI, text } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from '../loose.ts'
import type { Loose } from '../loose.ts'
import { usageAttributes } from '../usage.ts'

const INTERACTION = {
  id: 'gen_ai.response.id',
  agentName: 'gen_ai.agent.name',
  previousId: 'gen_ai.request.previous_response.id',
  status: 'gemini.interaction.status',
  background: 'gemini.interaction.background',
} as const

/** Params or an interaction as they are recorded: no HTTP response, no credentials of tools and environments. */
export const recordableInteraction = (value: unknown): unknown => plainCopy(value, replace)

function replace(key: string, value: unknown): unknown {
  if (key === 'signature' && typeof value === 'string') return { present: true, length: value.length }
  if (key === 'sdkHttpResponse' || key === 'responseInternal') return undefined
  // Not of a function's own parameters, which are objects of a schema.
  if ((key === 'headers' || key === 'webhook_config') && isObject(value)) return '[redacted]'
  if (key === 'environment' && isObject(value)) return '[redacted]'
  if (key === 'url' && typeof value === 'string') return withoutSecrets(value)
  // What the SDK derives of the steps.
  return /^output_(text|image|audio|video)$/.test(key) ? undefined : KEEP
}

/** What is asked, from the params of `interactions.create`. */
export function interactionRequestAttributes(params: unknown): AttributeBag {
  if (!isObject(params)) return {}
  const config = objectAt(params, 'generation_config')
  const model = textAt(params, 'model')?.replace(/^(publishers\/google\/)?models\//, '')
  return {
    [GEN_AI.requestModel]: model,
    [MLFLOW.model]: model,
    [INTERACTION.agentName]: text(params['agent']),
    [INTERACTION.previousId]: text(params['previous_interaction_id']),
    [INTERACTION.background]: params['background'] === true ? true : undefined,
    [GEN_AI.requestStream]: params['stream'] === true ? true : undefined,
    [GEN_AI.temperature]: decimal(config?.['temperature']),
    [GEN_AI.topP]: decimal(config?.['top_p']),
    [GEN_AI.seed]: count(config?.['seed']),
    [GEN_AI.maxTokens]: count(config?.['max_output_tokens']),
    [GEN_AI.stopSequences]: texts(config?.['stop_sequences']),
    [GEN_AI.reasoningLevel]: text(config?.['thinking_level']),
    [MLFLOW.chatTools]: chatTools(listAt(params, 'tools')),
  }
}

const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined

function chatTools(tools: readonly unknown[]): string | undefined {
  const functions = tools.filter(isObject).flatMap((tool) => {
    if (tool['type'] !== 'function') return []
    const { name, description, parameters } = tool
    return [{ type: 'function', function: { name, description, parameters } }]
  })
  return functions.length === 0 ? undefined : JSON.stringify(plainCopy(functions))
}

const FINISH_REASONS: Readonly<Record<string, string>> = {
  completed: 'stop',
  requires_action: 'tool_call',
  incomplete: 'length',
  budget_exceeded: 'length',
  failed: 'error',
  cancelled: 'error',
}

/** What an interaction says of itself, besides its tokens. */
export function interactionAttributes(interaction: unknown): AttributeBag {
  const status = textAt(interaction, 'status')
  const reason = FINISH_REASONS[status ?? '']
  return {
    [INTERACTION.id]: textAt(interaction, 'id'),
    [GEN_AI.responseModel]: textAt(interaction, 'model'),
    [INTERACTION.agentName]: textAt(interaction, 'agent'),
    [INTERACTION.status]: status,
    [GEN_AI.finishReasons]: reason === undefined ? undefined : [reason],
    [GEMINI.serviceTier]: textAt(interaction, 'service_tier'),
  }
}

/** Tokens of an interaction: tool use counts as input and thoughts as output (gemini-sdk.md §11). */
export function interactionUsageAttributes(interaction: unknown): AttributeBag {
  const usage = objectAt(interaction, 'usage')
  if (usage === undefined) return {}
  const toolUse = numberAt(usage, 'total_tool_use_tokens')
  const thoughts = numberAt(usage, 'total_thought_tokens')
  const inputTokens = sum(numberAt(usage, 'total_input_tokens'), toolUse)
  const outputTokens = sum(numberAt(usage, 'total_output_tokens'), thoughts)
  const totalTokens = numberAt(usage, 'total_tokens') ?? sum(inputTokens, outputTokens)
  const read: Record<keyof TokenUsage, number | undefined> = {
    inputTokens,
    outputTokens,
    totalTokens,
    cacheReadInputTokens: nonZero(numberAt(usage, 'total_cached_tokens')),
    reasoningTokens: nonZero(thoughts),
  } as Record<keyof TokenUsage, number | undefined>
  const known = Object.entries(read).filter(([, value]) => value !== undefined)
  if (known.length === 0) return {}
  return {
    ...usageAttributes(Object.fromEntries(known) as TokenUsage),
    [GEMINI.toolUseTokens]: count(nonZero(toolUse)),
  }
}

const nonZero = (value: number | undefined): number | undefined => (value === 0 ? undefined : value)

const sum = (...counts: (number | undefined)[]): number | undefined => {
  const known = counts.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0)
}

/** The steps of tools that ran on the server, without what was in them: that is in the outputs. */
export function serverToolSteps(interaction: unknown): Loose[] {
  const isServerTool = (type: string): boolean => /_(call|result)$/.test(type) && !type.startsWith('function_')
  return [...listAt(interaction, 'steps'), ...listAt(interaction, 'outputs')]
    .filter(isObject)
    .filter((step) => isServerTool(textAt(step, 'type') ?? ''))
}
