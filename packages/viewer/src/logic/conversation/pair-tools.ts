import type { Message, Part, RawMessage, ToolPart, ToolResultPart } from './message.ts'

/**
 * Puts each result of a tool into the call that asked for it: by id, or by name and order where the API has no ids. A
 * message of nothing but results goes away with them; a result without a call stays as a card of its own.
 */
export function pairTools(raw: readonly RawMessage[], describe: (name: string) => string | undefined): Message[] {
  const messages: Message[] = []
  const open: { part: ToolPart; place: Part[]; at: number }[] = []
  for (const message of raw) {
    const parts: Part[] = []
    let orphans = 0
    for (const part of message.parts) {
      if (part.kind === 'tool-result') {
        const found = open.findIndex(({ part: call }) => answers(part, call))
        const [call] = found === -1 ? [] : open.splice(found, 1)
        if (call === undefined) orphans = parts.push(orphan(part, describe))
        else call.place[call.at] = { ...call.part, result: part.result, failed: part.failed }
      } else if (part.kind === 'tool') {
        const call = { ...part, description: part.description ?? describe(part.name) }
        open.push({ part: call, place: parts, at: parts.length })
        parts.push(call)
      } else parts.push(part)
    }
    if (parts.length === 0) continue
    const role = orphans === parts.length ? 'tool' : message.role
    messages.push({ role, parts, isNew: message.isNew ?? false, spanId: message.spanId })
  }
  return messages
}

const answers = (result: ToolResultPart, call: ToolPart): boolean =>
  result.id !== undefined && call.id !== undefined
    ? result.id === call.id
    : result.name === undefined || result.name === call.name

const orphan = (answer: ToolResultPart, describe: (name: string) => string | undefined): ToolPart => ({
  kind: 'tool',
  id: answer.id,
  name: answer.name ?? 'tool',
  description: answer.name === undefined ? undefined : describe(answer.name),
  result: answer.result,
  failed: answer.failed,
})
