import { EXCEPTION, type AttributeValue } from '@loupe-ai/model'

import { anyText } from '../capture/any-text.ts'
import { REDACTED } from '../capture/secret-keys.ts'
import { withoutSecrets } from '../capture/secret-text.ts'
import { toAttributeValue } from '../capture/to-attribute-value.ts'
import type { AttributeWord } from '../capture/vocabulary.ts'
import { SPAN_LIMITS } from './span-limits.ts'

/** Texts of an exception come from anywhere: from a URL parser, from a service that repeats what it was sent. */
const EXCEPTION_TEXTS: ReadonlySet<string> = new Set([EXCEPTION.message, EXCEPTION.stacktrace])

/** Of an attribute, copied now; undefined for none. */
export function valueOf({ name, isSecret }: AttributeWord, value: unknown): AttributeValue | undefined {
  if (isSecret && value != null) return REDACTED
  const captured = toAttributeValue(value)
  return typeof captured === 'string' && EXCEPTION_TEXTS.has(name) ? withoutSecrets(captured) : captured
}

/** Of a status. */
export const messageOf = (text: unknown): string =>
  withoutSecrets(anyText(text ?? '').slice(0, SPAN_LIMITS.messageCharacters))

/** Of a span or an event. */
export const nameOf = (name: unknown): string => anyText(name).slice(0, SPAN_LIMITS.nameCharacters)
