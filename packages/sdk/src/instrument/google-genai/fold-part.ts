import { isObject, listAt, objectAt, textAt } from './loose.ts'
import { recordable } from './recordable.ts'
import { setAtPath } from './set-at-path.ts'

/**
 * Parts that arrive in pieces, put together in copies of our own. Neighbouring texts become one if both are thoughts or
 * both are not and neither carries a signature; a function call whose arguments arrive in pieces (Vertex) is put together.
 */
export class PartsFold {
  /** The same list grows: ten thousand chunks must not copy it ten thousand times. */
  readonly folded: unknown[] = []
  /** The last part, when it is a text that the next may go on with. */
  #text: TextPart | undefined

  add(part: unknown): void {
    const isText = isPlainText(part)
    if (isText && this.#text !== undefined && this.#text['thought'] === part['thought']) this.#text.text += part.text
    else {
      this.#append(recordable(part))
      this.#text = isText ? (this.folded.at(-1) as TextPart) : undefined
    }
  }

  #append(part: unknown): void {
    const last = this.folded.at(-1)
    if (isObject(last) && continuesCall(last, part)) continueCall(last as Record<string, unknown>, part)
    else this.folded.push(opensCall(part) ? openCall(part) : part)
  }
}

type TextPart = Record<string, unknown> & { text: string }

function isPlainText(part: unknown): part is TextPart {
  if (!isObject(part) || typeof part['text'] !== 'string') return false
  for (const key in part) if (key !== 'text' && key !== 'thought') return false
  return true
}

/** A call in pieces: the name first with `willContinue`, then `partialArgs`, at last a call without `willContinue`. */
const opensCall = (part: unknown): boolean => {
  const call = objectAt(part, 'functionCall')
  return call !== undefined && (call['willContinue'] === true || listAt(call, 'partialArgs').length > 0)
}

const continuesCall = (last: unknown, part: unknown): boolean =>
  objectAt(last, 'functionCall')?.['willContinue'] === true &&
  objectAt(part, 'functionCall') !== undefined &&
  textAt(objectAt(part, 'functionCall'), 'name') === undefined

function openCall(part: unknown): unknown {
  const opened = { ...(part as object), functionCall: {} }
  continueCall(opened, part)
  return opened
}

function continueCall(last: Record<string, unknown>, part: unknown): void {
  const sofar = last['functionCall'] as { args?: Record<string, unknown> } & Record<string, unknown>
  const { partialArgs: _, args, willContinue, ...rest } = objectAt(part, 'functionCall') ?? {}
  const folded: Record<string, unknown> = { ...sofar, ...rest, args: { ...sofar.args, ...(isObject(args) && args) } }
  for (const piece of listAt(objectAt(part, 'functionCall'), 'partialArgs')) {
    setAtPath(folded['args'] as Record<string, unknown>, textAt(piece, 'jsonPath') ?? '$', valueOf(piece))
  }
  if (willContinue === true) folded['willContinue'] = true
  else delete folded['willContinue']
  last['functionCall'] = folded
}

const valueOf = (piece: unknown): unknown => {
  if (!isObject(piece)) return undefined
  if ('nullValue' in piece) return null
  return piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue']
}
