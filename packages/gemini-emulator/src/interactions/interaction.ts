import type { JsonObject } from '../json.ts'
import type { Content } from '../request/generate-request.ts'

/** One step of an interaction: what was said, thought, called or given back. */
export type Step = JsonObject & { type: string }

export type InteractionStatus = 'in_progress' | 'requires_action' | 'completed' | 'cancelled' | 'incomplete'

/** Tokens of an interaction, as this API counts them (snake_case, totals always present). */
export interface InteractionUsage {
  total_tokens: number
  total_input_tokens: number
  input_tokens_by_modality: { modality: string; tokens: number }[]
  total_cached_tokens: number
  total_output_tokens: number
  total_tool_use_tokens: number
  total_thought_tokens: number
}

/** An interaction as the API answers it. */
export interface Interaction {
  id: string
  status: InteractionStatus
  usage?: InteractionUsage
  created: string
  updated: string
  service_tier?: string
  steps?: Step[]
  object: 'interaction'
  model?: string
  agent?: string
}

/** What is remembered of an interaction. */
export interface StoredInteraction {
  /** As it is when its work is done. */
  finished: Interaction
  /** Asked with `background`: it runs until it has been asked for this many more times. */
  pollsLeft: number
  isCancelled: boolean
  /** The whole conversation, its answer included, for interactions that continue it. */
  contents: Content[]
  input: Step[]
}
