import { isObject, numberAt, objectAt, textAt } from '../loose.ts'
import type { Loose } from '../loose.ts'

/** Puts an interaction together again from the events of its stream. */
export interface FoldedEvents {
  add(event: unknown): void
  /** As a call without a stream would have answered; undefined before the first event. */
  interaction(): Loose | undefined
  /** What an error event said: it is an event like others to the reader, and nothing is thrown. */
  error(): Loose | undefined
}

type Step = Record<string, unknown>

/** True for an event that brings a part of the answer. */
export const bringsContent = (event: unknown): boolean =>
  /^(step|content)\.delta$/.test(textAt(event, 'event_type') ?? '')

export function foldEvents(): FoldedEvents {
  let identity: Loose | undefined
  let usage: Loose | undefined
  let error: Loose | undefined
  let listName = 'steps'
  const steps: Step[] = []
  // A continued answer is several interactions, which may count their steps anew.
  let firstOfHop = 0

  const add = (event: unknown): void => {
    if (!isObject(event)) return
    const metadata = objectAt(event, 'metadata')
    usage = objectAt(metadata, 'total_usage') ?? objectAt(metadata, 'usage') ?? usage
    const [kind, moment] = (textAt(event, 'event_type') ?? '').split('.')
    if (kind === 'interaction') return addIdentity(event, moment)
    if (kind === 'error') return void (error = objectAt(event, 'error') ?? {})
    if (kind !== 'step' && kind !== 'content') return
    // 1.x has contents where later versions have steps.
    if (kind === 'content') listName = 'outputs'
    const index = firstOfHop + (numberAt(event, 'index') ?? 0)
    if (moment === 'start') steps[index] = { ...(objectAt(event, 'step') ?? objectAt(event, 'content')) }
    if (moment === 'delta') addDelta((steps[index] ??= {}), objectAt(event, 'delta') ?? {})
  }

  const addIdentity = (event: Loose, moment: string | undefined): void => {
    const said = objectAt(event, 'interaction') ?? {}
    if ((moment === 'created' || moment === 'start') && said['id'] !== identity?.['id']) firstOfHop = steps.length
    const status = textAt(event, 'status')
    identity = { ...identity, ...said, ...(status !== undefined && { status }) }
    usage = objectAt(said, 'usage') ?? usage
  }

  return {
    add,
    interaction() {
      if (identity === undefined && steps.length === 0) return undefined
      const known = steps.filter((step) => step !== undefined)
      return {
        ...identity,
        ...(known.length > 0 && { [listName]: known.map(withParsedArguments) }),
        ...(usage !== undefined && { usage }),
      }
    },
    error: () => error,
  }
}

function addDelta(step: Step, delta: Loose): void {
  const { type, ...rest } = delta
  switch (type) {
    case 'text':
      return step['type'] === 'text' ? append(step, 'text', rest['text']) : appendText(step, 'content', rest)
    case 'thought_summary':
      return appendText(step, 'summary', objectAt(delta, 'content') ?? {})
    case 'thought_signature':
      return void (step['signature'] = rest['signature'])
    case 'arguments_delta': {
      const piece = rest['arguments']
      return typeof piece === 'string' ? append(step, PARTIAL, piece) : void (step['arguments'] = piece)
    }
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
      return void listOf(step, 'content').push(delta)
    default:
      // Server-side tools: what a delta says of a call or result is the step's own.
      Object.assign(step, rest)
  }
}

/** Arguments that have come so far, until they are whole. */
const PARTIAL = 'partial_arguments'

function append(step: Step, key: string, piece: unknown): void {
  const before = step[key]
  step[key] = `${typeof before === 'string' ? before : ''}${typeof piece === 'string' ? piece : ''}`
}

function appendText(step: Step, key: string, content: Loose): void {
  const list = listOf(step, key)
  const last = list.at(-1)
  const isText = textAt(content, 'text') !== undefined
  if (isText && last !== undefined && last['type'] === 'text') return append(last, 'text', content['text'])
  list.push({ type: 'text', ...content })
}

function listOf(step: Step, key: string): Step[] {
  const before = step[key]
  const list = Array.isArray(before) ? [...(before as Step[])] : []
  step[key] = list
  return list
}

/** A stream that broke off leaves the text of its arguments as it came. */
function withParsedArguments(step: Step): Step {
  const partial = step[PARTIAL]
  if (typeof partial !== 'string') return step
  try {
    const whole: Step = { ...step, arguments: JSON.parse(partial) as unknown }
    delete whole[PARTIAL]
    return whole
  } catch {
    return step
  }
}
