import type { Attributes, AttributeValue } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'

import { isContentKey } from '../../capture/content-keys.ts'
import { isSecretAttribute, REDACTED } from '../../capture/secret-keys.ts'
import { withoutSecrets } from '../../capture/secret-text.ts'
import { toAttributeValue } from '../../capture/to-attribute-value.ts'
import { SPAN_LIMITS } from '../../trace/span-limits.ts'
import { nanosOfTimeInput } from '../../trace/time-input.ts'
import type { ForeignSpan } from './foreign-span.ts'

/** A span of another SDK as we send ours, within the same limits and without secrets. */
export function convertSpan(span: ForeignSpan, capturesContent: boolean): OtlpSpan {
  const { traceId, spanId, traceState } = span.spanContext()
  const attributesOf = (attributes: Readonly<Record<string, unknown>> = {}): Attributes =>
    convertAttributes(attributes, capturesContent)
  const startTimeUnixNano = nanosOfTimeInput(span.startTime) ?? 0n
  const endTimeUnixNano = nanosOfTimeInput(span.endTime) ?? startTimeUnixNano
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? '',
    traceState: traceState?.serialize() ?? '',
    name: span.name.slice(0, SPAN_LIMITS.nameCharacters),
    kind: span.kind + 1,
    startTimeUnixNano,
    endTimeUnixNano: endTimeUnixNano < startTimeUnixNano ? startTimeUnixNano : endTimeUnixNano,
    attributes: attributesOf(span.attributes),
    events: span.events.slice(0, SPAN_LIMITS.events).map(({ name, time, attributes }) => ({
      name,
      timeUnixNano: nanosOfTimeInput(time) ?? startTimeUnixNano,
      attributes: attributesOf(attributes),
    })),
    links: span.links.slice(0, SPAN_LIMITS.links).map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: attributesOf(attributes),
    })),
    status: {
      // OTLP and the API count alike: 0 unset, 1 ok, 2 error.
      code: span.status.code,
      message: capturesContent ? withoutSecrets(span.status.message ?? '') : '',
    },
  }
}

function convertAttributes(attributes: Readonly<Record<string, unknown>>, capturesContent: boolean): Attributes {
  const entries = Object.entries(attributes)
    .slice(0, SPAN_LIMITS.attributes)
    .filter(([key]) => capturesContent || !isContentKey(key))
    .map(([key, value]) => [key, isSecretAttribute(key) ? REDACTED : toAttributeValue(value)] as const)
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, AttributeValue] => entry[1] !== undefined),
  )
}
