import type { Attributes, AttributeValue } from '@loupe-ai/model'

/**
 * Messages that are spread over attributes `<prefix>.<n>.<field>…`, as `[{role, content, …}]`: the first part of what
 * follows the number is the field, a deeper one is kept under its dotted name.
 */
export function numberedMessages(attributes: Attributes, prefix: string, inside = ''): AttributeValue | undefined {
  const messages = new Map<number, Record<string, AttributeValue>>()
  for (const key of Object.keys(attributes)) {
    if (!key.startsWith(`${prefix}.`)) continue
    const [, number, field] = /^(\d{1,6})\.(.+)$/.exec(key.slice(prefix.length + 1)) ?? []
    if (number === undefined || field === undefined || !field.startsWith(inside)) continue
    const message = messages.get(Number(number)) ?? {}
    message[field.slice(inside.length)] = attributes[key]!
    messages.set(Number(number), message)
  }
  if (messages.size === 0) return undefined
  return [...messages].toSorted(([left], [right]) => left - right).map(([, message]) => message)
}
