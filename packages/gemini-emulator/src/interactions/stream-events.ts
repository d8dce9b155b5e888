import { cutText } from '../stream/cut-text.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Interaction, Step } from './interaction.ts'

/** The events that tell of an interaction from its beginning to its end; the last one has its usage and no steps. */
export function streamEvents(interaction: Interaction): object[] {
  const { id, status, steps = [], usage, created, updated, service_tier, object, model, agent } = interaction
  const begun = { id, status: 'in_progress', object, model, agent }
  const completed = { id, status, usage, created, updated, service_tier, object, model, agent }
  return [
    { interaction: begun, event_type: 'interaction.created' },
    { interaction_id: id, status: 'in_progress', event_type: 'interaction.status_update' },
    ...steps.flatMap((step, index) => [
      { index, step: opening(step), event_type: 'step.start' },
      ...deltas(step, `${id}:${index}`).map((delta) => ({ index, delta, event_type: 'step.delta' })),
      { index, event_type: 'step.stop' },
    ]),
    { interaction: completed, event_type: 'interaction.completed' },
  ]
}

/** A step as it opens: what deltas bring later is left out. Steps of server-side tools come whole. */
function opening(step: Step): JsonObject {
  switch (step.type) {
    case 'thought':
    case 'model_output':
      return { type: step.type }
    case 'function_call':
      return { type: step.type, id: step['id'] ?? '', name: step['name'] ?? '', arguments: {} }
    default:
      return step
  }
}

function deltas(step: Step, seed: string): JsonObject[] {
  switch (step.type) {
    case 'thought':
      return [
        ...textsOf(step['summary']).map((text) => ({ content: { text, type: 'text' }, type: 'thought_summary' })),
        ...(typeof step['signature'] === 'string' ? [{ signature: step['signature'], type: 'thought_signature' }] : []),
      ]
    case 'model_output':
      return textsOf(step['content']).flatMap((text) =>
        cutText(text, seed).map((piece) => ({ text: piece, type: 'text' })),
      )
    case 'function_call': {
      const json = JSON.stringify(step['arguments'] ?? {})
      const middle = Math.ceil(json.length / 2)
      return [json.slice(0, middle), json.slice(middle)].map((piece) => ({ type: 'arguments_delta', arguments: piece }))
    }
    default:
      return []
  }
}

const textsOf = (contents: Json | undefined): string[] =>
  (Array.isArray(contents) ? contents : []).flatMap((one) =>
    isObject(one) && typeof one['text'] === 'string' ? [one['text']] : [],
  )
