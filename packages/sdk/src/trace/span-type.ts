import { SPAN_TYPES } from '@loupe-ai/model'

type KnownSpanType = (typeof SPAN_TYPES)[number]

/** The span types by name, e.g. `SpanType.TOOL`. */
export const SpanType: { readonly [Name in KnownSpanType]: Name } = Object.fromEntries(
  SPAN_TYPES.map((type) => [type, type]),
) as { [Name in KnownSpanType]: Name }
