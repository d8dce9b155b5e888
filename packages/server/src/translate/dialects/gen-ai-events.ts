import { GEN_AI, type AttributeValue } from '@loupe-ai/model'
import { plainObject } from '../attribute-content.ts'
import type { DialectSource } from '../dialect.ts'

/**
 * Messages that came as events of the span, one each, as conventions up to v1.37 have them: `[{role, content, …}]`.
 * `roleOf` says which events count and what role their name means.
 */
export function messagesOfEvents(
  events: DialectSource['events'],
  roleOf: (eventName: string) => string | undefined,
): AttributeValue | undefined {
  const messages: AttributeValue[] = []
  for (const { name, attributes } of events) {
    const role = roleOf(name)
    if (role === undefined) continue
    // A choice holds its message one level deeper.
    const message = plainObject(attributes['message']) ?? {}
    const said = { ...message, ...attributes } as Readonly<Record<string, AttributeValue>>
    const content = said['content'] ?? said['gen_ai.event.content'] ?? said[GEN_AI.systemInstructions]
    const calls = said['tool_calls']
    if (content === undefined && calls === undefined) continue
    messages.push({
      role: said['role'] ?? role,
      ...(content !== undefined && { content }),
      ...(calls !== undefined && { tool_calls: calls }),
    })
  }
  return messages.length === 0 ? undefined : messages
}
