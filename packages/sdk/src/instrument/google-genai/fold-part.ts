import { isObject, listAt, objectAt, textAt } from './loose.ts'
import { setAtPath } from './set-at-path.ts'

/**
 * Appends a streamed part to the parts so far, both our own copies. Neighbouring texts become one if both are thoughts or
 * both are not and neither carries a signature; a function call whose arguments arrive in pieces (Vertex) is put together.
 */
export function foldPart(parts: unknown[], part: unknown): void {
  const last = parts.at(-1)
  if (isObject(last) && continuesCall(last, part)) continueCall(last as Record<string, unknown>, part)
  else if (isPlainText(last) && isPlainText(part) && last['thought'] === part['thought']) last['text'] += part['text']
  else parts.push(opensCall(part) ? openCall(part) : part)
}

type TextPart = Record<string, unknown> & { text: string }

const TEXT_KEYS: ReadonlySet<string> = new Set(['text', 'thought'])

const isPlainText = (part: unknown): part is TextPart =>
  textAt(part, 'text') !== undefined && Object.keys(part as object).every((key) => TEXT_KEYS.has(key))

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
