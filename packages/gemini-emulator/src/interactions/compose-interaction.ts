import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { generateContent } from '../methods/generate-content.ts'
import { findModel, hasMethod } from '../models.ts'
import type { Model } from '../models.ts'
import type { ResourceCall } from '../resources/resource-call.ts'
import { seededBytes } from '../seeded.ts'
import type { UsageMetadata } from '../usage.ts'
import { answerSteps, promptOf, searchesOf } from './answer-steps.ts'
import { generateBody } from './generate-body.ts'
import type { InteractionStatus, InteractionUsage, StoredInteraction } from './interaction.ts'
import { inputSteps, stepContents } from './read-steps.ts'

/** Which model answers for an agent. */
const AGENT_MODEL = 'gemini-2.5-pro'
/** How often a background interaction is asked for before it is done. */
const POLLS = 1

/** The whole interaction that a request asks for, with its answer, or the reason to refuse it. */
export function composeInteraction(call: ResourceCall): StoredInteraction | ApiFailure {
  const { body, state, now, backend } = call
  const model = modelOf(call)
  if (isFailure(model)) return model
  const previousId = body['previous_interaction_id']
  const previous = typeof previousId === 'string' ? state.interactions.get(previousId) : undefined
  if (previousId !== undefined && previous === undefined) {
    return { code: 404, status: 'NOT_FOUND', message: `Interaction ${String(previousId)} was not found.` }
  }
  const input = inputSteps(body['input'])
  if (input === undefined) return invalidArgument('input must be a text, a content, or a list of contents or steps.')
  if (body['background'] === true && body['store'] === false) {
    return invalidArgument('A background interaction must be stored.')
  }
  const contents = [...(previous?.contents ?? []), ...stepContents(input)]
  const seed = `${call.seed}:interaction:${JSON.stringify(body)}`
  const answer = generateContent({ model, backend, body: generateBody(body, contents, model), seed, now })
  if (isFailure(answer)) return answer

  const usage = interactionUsage(answer.usageMetadata ?? {})
  const searches = searchesOf(body['tools'], promptOf(input))
  const { steps, content } = answerSteps(answer.candidates![0]!, usage.total_thought_tokens, searches, seed)
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z')
  return {
    finished: {
      id: `v1_${seededBytes(`${seed}:${state.made++}`, 50).toString('base64url')}`,
      status: statusOf(answer.candidates![0]!.finishReason, steps.at(-1)?.type),
      usage,
      created: time,
      updated: time,
      service_tier: typeof body['service_tier'] === 'string' ? body['service_tier'] : 'standard',
      steps,
      object: 'interaction',
      ...(typeof body['agent'] === 'string' ? { agent: body['agent'] } : { model: model.id }),
    },
    pollsLeft: body['background'] === true ? POLLS : 0,
    isCancelled: false,
    contents: content.parts!.length > 0 ? [...contents, content] : contents,
    input,
  }
}

function modelOf({ body }: ResourceCall): Model | ApiFailure {
  const { model: name, agent } = body
  if ((typeof name === 'string') === (typeof agent === 'string')) {
    return invalidArgument('Exactly one of model and agent must be given.')
  }
  const model = findModel(typeof name === 'string' ? name : AGENT_MODEL)
  if (model && hasMethod(model, 'generateContent')) return model
  return { code: 404, status: 'NOT_FOUND', message: `Model ${String(name)} was not found.` }
}

const statusOf = (finishReason: string | undefined, lastStep: string | undefined): InteractionStatus =>
  finishReason === 'MAX_TOKENS' ? 'incomplete' : lastStep === 'function_call' ? 'requires_action' : 'completed'

function interactionUsage(usage: UsageMetadata): InteractionUsage {
  return {
    total_tokens: usage.totalTokenCount ?? 0,
    total_input_tokens: usage.promptTokenCount ?? 0,
    input_tokens_by_modality: (usage.promptTokensDetails ?? []).map(({ modality, tokenCount }) => ({
      modality: modality.toLowerCase(),
      tokens: tokenCount,
    })),
    total_cached_tokens: 0,
    total_output_tokens: usage.candidatesTokenCount ?? 0,
    total_tool_use_tokens: 0,
    total_thought_tokens: usage.thoughtsTokenCount ?? 0,
  }
}
