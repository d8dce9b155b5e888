import { isFailure } from '../error-body.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import type { ResourceCall, ResourceRow } from '../resources/resource-call.ts'
import { keep } from '../state/emulator-state.ts'
import { composeInteraction } from './compose-interaction.ts'
import type { Interaction, StoredInteraction } from './interaction.ts'
import { refuseInteraction } from './refuse-interaction.ts'
import { streamEvents } from './stream-events.ts'

/** `POST …/interactions` and what is done with an interaction later (gemini-api.md §17). */
export const INTERACTION_ROWS: readonly ResourceRow[] = [
  ['POST', /^interactions$/, create],
  ['GET', /^interactions\/([^/]+)$/, get],
  ['POST', /^interactions\/([^/]+)\/cancel$/, cancel],
  ['DELETE', /^interactions\/([^/]+)$/, remove],
]

function create(call: ResourceCall): HttpAnswer {
  const composed = composeInteraction(call)
  if (isFailure(composed)) return refuseInteraction(composed)
  const { finished, pollsLeft } = composed
  if (call.body['store'] !== false) keep(call.state.interactions, finished.id, composed)
  if (call.body['stream'] === true) return events(finished)
  return { kind: 'json', body: pollsLeft > 0 ? running(finished) : finished }
}

function get(call: ResourceCall, id: string): HttpAnswer {
  const stored = call.state.interactions.get(id)
  if (stored === undefined) return notFound(id)
  if (call.query.get('stream') === 'true') {
    stored.pollsLeft = 0
    return events(finishedOf(stored))
  }
  const isRunning = stored.pollsLeft > 0 && !stored.isCancelled
  if (isRunning) stored.pollsLeft--
  const shown = isRunning ? running(stored.finished) : finishedOf(stored)
  const withInput = call.query.get('include_input') === 'true'
  return { kind: 'json', body: withInput ? { ...shown, steps: [...stored.input, ...(shown.steps ?? [])] } : shown }
}

function cancel(call: ResourceCall, id: string): HttpAnswer {
  const stored = call.state.interactions.get(id)
  if (stored === undefined) return notFound(id)
  if (stored.pollsLeft === 0) {
    return refuseInteraction({
      code: 400,
      message: 'Only an interaction that runs in the background can be cancelled.',
    })
  }
  stored.isCancelled = true
  return { kind: 'json', body: finishedOf(stored) }
}

function remove(call: ResourceCall, id: string): HttpAnswer {
  return call.state.interactions.delete(id) ? { kind: 'json', body: {} } : notFound(id)
}

const notFound = (id: string): HttpAnswer =>
  refuseInteraction({ code: 404, message: `Interaction ${id.slice(0, 100)} was not found.` })

const events = (interaction: Interaction): HttpAnswer => ({
  kind: 'stream',
  framing: 'events',
  chunks: streamEvents(interaction),
})

/** A background interaction before it is done: nothing but its identity. */
function running({ id, created, object, model, agent }: Interaction): Interaction {
  return {
    id,
    status: 'in_progress',
    created,
    updated: created,
    object,
    ...(model !== undefined && { model }),
    ...(agent !== undefined && { agent }),
  }
}

const finishedOf = ({ finished, isCancelled }: StoredInteraction): Interaction =>
  isCancelled ? { ...running(finished), status: 'cancelled' } : finished
