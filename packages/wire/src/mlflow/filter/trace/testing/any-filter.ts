import type { FieldRef, Filter } from '@loupe-ai/model'
import * as fc from 'fast-check'

// A text can be quoted unless it has both quotes or a backslash that would seem to escape one.
const quotable = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/["\\`]/.test(text))
const key = quotable.filter((text) => text !== '')
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double + 0)

const attribute = (...keys: Extract<FieldRef, { entity: 'attribute' }>['key'][]): fc.Arbitrary<FieldRef> =>
  fc.constantFrom(...keys).map((name) => ({ entity: 'attribute', key: name }))
const span = (...keys: Extract<FieldRef, { entity: 'span' }>['key'][]): fc.Arbitrary<FieldRef> =>
  fc.constantFrom(...keys).map((name) => ({ entity: 'span', key: name }))
const named = (...entities: ('tag' | 'metadata' | 'feedback' | 'expectation')[]): fc.Arbitrary<FieldRef> =>
  fc.tuple(fc.constantFrom(...entities), quotable).map(([entity, name]) => ({ entity, key: name }))
const spanAttribute: fc.Arbitrary<FieldRef> = key.map((name) => ({ entity: 'span-attribute', key: name }))

const compare = (
  field: fc.Arbitrary<FieldRef>,
  operators: readonly ('=' | '!=' | '<' | '<=' | '>' | '>=')[],
  value: fc.Arbitrary<string | number>,
): fc.Arbitrary<Filter> =>
  fc.record({ kind: fc.constant('compare' as const), field, operator: fc.constantFrom(...operators), value })
const isText = (field: fc.Arbitrary<FieldRef>): fc.Arbitrary<Filter> => compare(field, ['=', '!='], quotable)
const isNumber = (field: fc.Arbitrary<FieldRef>): fc.Arbitrary<Filter> =>
  compare(field, ['=', '!=', '<', '<=', '>', '>='], number)
const like = (field: fc.Arbitrary<FieldRef>): fc.Arbitrary<Filter> =>
  fc.record({ kind: fc.constant('like' as const), field, pattern: quotable, ignoreCase: fc.boolean() })
const matches = (field: fc.Arbitrary<FieldRef>): fc.Arbitrary<Filter> =>
  fc.record({ kind: fc.constant('matches' as const), field, pattern: quotable })
const isIn = (field: fc.Arbitrary<FieldRef>): fc.Arbitrary<Filter> =>
  fc.record({
    kind: fc.constant('in' as const),
    field,
    values: fc.array(quotable, { minLength: 1, maxLength: 4 }),
    negated: fc.boolean(),
  })
const exists = (field: fc.Arbitrary<FieldRef>): fc.Arbitrary<Filter> =>
  fc.record({ kind: fc.constant('exists' as const), field, negated: fc.boolean() })

const optional = fc.oneof(named('tag', 'metadata'), attribute('name', 'run_id', 'session', 'user', 'model'))
const identifier = fc.oneof(optional, attribute('status', 'request_id', 'client_request_id'))
const count = attribute('span_count', 'input_tokens', 'output_tokens', 'total_tokens', 'cost')
const time = attribute('timestamp_ms', 'execution_time_ms', 'end_time_ms')
const judged = named('feedback', 'expectation').filter((field) => field.key !== '')

const traceCondition: fc.Arbitrary<Filter> = fc.oneof(
  isText(fc.oneof(identifier, judged)),
  isNumber(fc.oneof(count, time)),
  compare(judged, ['<', '<=', '>', '>='], number),
  like(fc.oneof(identifier, judged)),
  matches(fc.oneof(identifier, judged)),
  isIn(identifier),
  exists(fc.oneof(optional, count, judged)),
)

const spanOptional = fc.oneof(spanAttribute, span('model', 'provider'))
const spanText = fc.oneof(spanOptional, span('name', 'type', 'status'))
const spanCount = span('duration_ms', 'input_tokens', 'output_tokens', 'total_tokens', 'cost')

const spanCondition: fc.Arbitrary<Filter> = fc.oneof(
  isText(spanText),
  isNumber(fc.oneof(spanAttribute, spanCount)),
  like(fc.oneof(spanText, attribute('text'))),
  matches(spanText),
  isIn(spanText),
  exists(fc.oneof(spanOptional, spanCount)),
  quotable.filter((text) => /[\p{L}\p{N}]/u.test(text)).map((text): Filter => ({ kind: 'says', text })),
)

/** Trees of such leaves as the parser gives them: no chain right inside its like, none of less than two parts. */
function treeOf(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  const { any } = fc.letrec<{ any: Filter; and: Filter; or: Filter; not: Filter }>((tie) => ({
    any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('and'), tie('or'), tie('not')),
    and: chain('and', tie('any')),
    or: chain('or', tie('any')),
    not: tie('any').map((part): Filter => ({ kind: 'not', part })),
  }))
  return any
}

const chain = (kind: 'and' | 'or', part: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> =>
  fc
    .array(
      part.filter((inner) => inner.kind !== kind),
      { minLength: 2, maxLength: 3 },
    )
    .map((parts): Filter => ({ kind, parts }))

const spanNode: fc.Arbitrary<Filter> = treeOf(spanCondition).map((where): Filter => ({ kind: 'span', where }))

/** Any filter that the parser may give. */
export const anyFilter: fc.Arbitrary<Filter> = treeOf(fc.oneof(traceCondition, spanNode))

/** Conditions on spans that stand in no `span`, as a user writes them. */
export const anySpanCondition: fc.Arbitrary<Filter> = spanCondition
