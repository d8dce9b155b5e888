import type { FieldRef, Filter } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTraceFilter } from './parse-trace-filter.ts'

const attribute = (key: Extract<FieldRef, { entity: 'attribute' }>['key']): FieldRef => ({ entity: 'attribute', key })
const tag = (key: string): FieldRef => ({ entity: 'tag', key })
const metadata = (key: string): FieldRef => ({ entity: 'metadata', key })
const span = (key: 'name' | 'type' | 'status'): FieldRef => ({ entity: 'span', key })
const is = (field: FieldRef, value: string | number): Filter => ({ kind: 'compare', field, operator: '=', value })
const like = (field: FieldRef, pattern: string, ignoreCase = false): Filter => ({
  kind: 'like',
  field,
  pattern,
  ignoreCase,
})
const isIn = (field: FieldRef, values: string[], negated = false): Filter => ({ kind: 'in', field, values, negated })
const both = (...parts: Filter[]): Filter => ({ kind: 'and', parts })
const compare = (field: FieldRef, operator: '<' | '<=' | '>' | '>=' | '!=', value: string | number): Filter => ({
  kind: 'compare',
  field,
  operator,
  value,
})

test.each<[string, Filter]>([
  ["status = 'OK'", is(attribute('status'), 'OK')],
  ['status = "OK"', is(attribute('status'), 'OK')],
  ["trace.status = 'OK'", is(attribute('status'), 'OK')],
  ["attributes.status = 'OK'", is(attribute('status'), 'OK')],
  ["attribute.status = 'OK'", is(attribute('status'), 'OK')],
  ["  status='OK'  ", is(attribute('status'), 'OK')],
  ["status IN ('OK', 'ERROR')", isIn(attribute('status'), ['OK', 'ERROR'])],
  ["status in ('OK')", isIn(attribute('status'), ['OK'])],
  ["status NOT IN ('OK', 'ERROR')", isIn(attribute('status'), ['OK', 'ERROR'], true)],
  ["status not in ('OK')", isIn(attribute('status'), ['OK'], true)],
  ['status IN ("OK")', isIn(attribute('status'), ['OK'])],
  ["status LIKE 'O%'", like(attribute('status'), 'O%')],
  ["status ilike 'o%'", like(attribute('status'), 'o%', true)],
  ['timestamp > 100', compare(attribute('timestamp_ms'), '>', 100)],
  ['timestamp>100', compare(attribute('timestamp_ms'), '>', 100)],
  ['timestamp_ms>=100', compare(attribute('timestamp_ms'), '>=', 100)],
  ['trace.timestamp_ms > 100', compare(attribute('timestamp_ms'), '>', 100)],
  ['attributes.timestamp > 100', compare(attribute('timestamp_ms'), '>', 100)],
  ['timestamp > -5', compare(attribute('timestamp_ms'), '>', -5)],
  ['timestamp>-5', compare(attribute('timestamp_ms'), '>', -5)],
  ['timestamp_ms > 1e12', compare(attribute('timestamp_ms'), '>', 1e12)],
  ['timestamp_ms > 1.5', compare(attribute('timestamp_ms'), '>', 1.5)],
  ['execution_time != 100', compare(attribute('execution_time_ms'), '!=', 100)],
  ["execution_time_ms > '100'", compare(attribute('execution_time_ms'), '>', 100)],
  ['end_time < 5', compare(attribute('end_time_ms'), '<', 5)],
  ['end_time_ms <= 5', compare(attribute('end_time_ms'), '<=', 5)],
  ["name = 'x'", is(attribute('name'), 'x')],
  ["trace.name = 'x'", is(attribute('name'), 'x')],
  ['name IS NOT NULL', { kind: 'exists', field: attribute('name'), negated: false }],
  ["run_id != 'a'", compare(attribute('run_id'), '!=', 'a')],
  ["request_id IN ('tr-1','tr-2')", isIn(attribute('request_id'), ['tr-1', 'tr-2'])],
  ["client_request_id = 'x'", is(attribute('client_request_id'), 'x')],
  ["trace.text LIKE '%x%'", like(attribute('text'), '%x%')],
  ["text ILIKE '%x%'", like(attribute('text'), '%x%', true)],
  ["span.content LIKE '%x%'", like(attribute('text'), '%x%')],
  ["tag.a = 'b'", is(tag('a'), 'b')],
  ["tags.a = 'b'", is(tag('a'), 'b')],
  ["tag.`a b` = 'c'", is(tag('a b'), 'c')],
  ['tag."a b" = \'c\'', is(tag('a b'), 'c')],
  ["tag.'a b' = 'c'", is(tag('a b'), 'c')],
  ["tags.`mlflow.traceName` = 'c'", is(tag('mlflow.traceName'), 'c')],
  ["tags.mlflow.traceName = 'c'", is(tag('mlflow.traceName'), 'c')],
  ["tag.name = 'x'", is(tag('name'), 'x')],
  ["tag.é = 'x'", is(tag('é'), 'x')],
  ["tag.1a = 'x'", is(tag('1a'), 'x')],
  ["tag.order = 'x'", is(tag('order'), 'x')],
  ["tag.`a AND 'b'` = 'x'", is(tag("a AND 'b'"), 'x')],
  ['tag.a is null', { kind: 'exists', field: tag('a'), negated: true }],
  ['tag.a IS NOT NULL', { kind: 'exists', field: tag('a'), negated: false }],
  ["tag.a like 'x%'", like(tag('a'), 'x%')],
  ["tag.a IN ('x')", isIn(tag('a'), ['x'])],
  ["metadata.a = 'b'", is(metadata('a'), 'b')],
  ["request_metadata.a = 'b'", is(metadata('a'), 'b')],
  ["metadata.`mlflow.trace.session` = 's'", is(metadata('mlflow.trace.session'), 's')],
  ["metadata.mlflow.trace.session = 's'", is(metadata('mlflow.trace.session'), 's')],
  ["span.name = 'a'", is(span('name'), 'a')],
  ["span.status != 'OK'", compare(span('status'), '!=', 'OK')],
  ["span.type IN ('LLM','TOOL')", isIn(span('type'), ['LLM', 'TOOL'])],
  ["span.name ilike '%x%'", like(span('name'), '%x%', true)],
  ["status = 'OK' and name = 'x'", both(is(attribute('status'), 'OK'), is(attribute('name'), 'x'))],
  ["status = 'OK' name = 'x'", both(is(attribute('status'), 'OK'), is(attribute('name'), 'x'))],
  ["AND status = 'OK' AND", is(attribute('status'), 'OK')],
  ["status = 'it''s'", is(attribute('status'), "it''s")],
  ["status = 'it\\'s'", is(attribute('status'), "it\\'s")],
  ['status = "it\'s"', is(attribute('status'), "it's")],
  ["tag.path = 'C:\\'", is(tag('path'), 'C:\\')],
  ["name = ''", is(attribute('name'), '')],
  ["name = 'a AND b;'", is(attribute('name'), 'a AND b;')],
  ["tag.a IS NULL AND tag.b = 'x'", both({ kind: 'exists', field: tag('a'), negated: true }, is(tag('b'), 'x'))],
  [
    "metadata.`mlflow.trace.session` = 's-1' AND tags.mlflow.traceName LIKE 'chat%' AND execution_time_ms >= 250.5",
    both(
      is(metadata('mlflow.trace.session'), 's-1'),
      like(tag('mlflow.traceName'), 'chat%'),
      compare(attribute('execution_time_ms'), '>=', 250.5),
    ),
  ],
])('%s', (text, filter) => {
  expect(parseTraceFilter(text)).toEqual({ ok: true, filter })
})

const judged = (entity: 'feedback' | 'expectation' | 'issue', key: string): FieldRef => ({ entity, key })

test.each<[string, Filter]>([
  ["feedback.q = 'yes'", is(judged('feedback', 'q'), 'yes')],
  ['feedback.q = "yes"', is(judged('feedback', 'q'), 'yes')],
  ["feedback.q != 'x'", compare(judged('feedback', 'q'), '!=', 'x')],
  ['feedback.q > 5', compare(judged('feedback', 'q'), '>', 5)],
  ['feedback.q<=-0.8', compare(judged('feedback', 'q'), '<=', -0.8)],
  ["feedback.q LIKE 'x%'", like(judged('feedback', 'q'), 'x%')],
  ["feedback.q rlike '^x'", { kind: 'matches', field: judged('feedback', 'q'), pattern: '^x' }],
  ['feedback.q IS NULL', { kind: 'exists', field: judged('feedback', 'q'), negated: true }],
  ["feedback.`a b` = 'x'", is(judged('feedback', 'a b'), 'x')],
  ['feedback."user-rating" = \'x\'', is(judged('feedback', 'user-rating'), 'x')],
  ["feedback.name = 'x'", is(judged('feedback', 'name'), 'x')],
  ["expectation.q = 'x'", is(judged('expectation', 'q'), 'x')],
  ["issue.id = 'x'", is(judged('issue', 'id'), 'x')],
  ["status RLIKE '^O'", { kind: 'matches', field: attribute('status'), pattern: '^O' }],
  ["tag.a RLIKE 'x'", { kind: 'matches', field: tag('a'), pattern: 'x' }],
])('%s', (text, filter) => {
  expect(parseTraceFilter(text)).toEqual({ ok: true, filter })
})

test('no clause is no condition', () => {
  for (const text of ['', '  ', 'AND', 'and AND'])
    expect(parseTraceFilter(text)).toEqual({ ok: true, filter: undefined })
})

test.each<[text: string, message: string, position: number]>([
  ["bar = 'x'", "Invalid attribute key 'bar' specified. Valid keys are '{", 0],
  ["trace_id = 'x'", "Invalid attribute key 'trace_id' specified.", 0],
  ["name = 'a' AND foo.bar = 'x'", "Invalid entity type 'foo'. Valid values are {", 15],
  ["Tag.a = 'b'", "Invalid entity type 'Tag'.", 0],
  ["attr.status = 'OK'", "Invalid entity type 'attr'.", 0],
  ["status = 'OK' OR status = 'ERROR'", "Invalid clause(s) in filter string: 'OR'", 14],
  ["(status = 'OK')", "Invalid clause(s) in filter string: '(status = 'OK')'", 0],
  ["NOT status = 'OK'", "Invalid clause(s) in filter string: 'NOT'", 0],
  ['status', "Invalid clause(s) in filter string: 'status'", 0],
  ["status = 'OK';", "Invalid clause(s) in filter string: ';'", 13],
  [
    "status = 'OK'; name = 'x'",
    "Search filter contained multiple expression \"status = 'OK'; name = 'x'\". Provide AND-ed expression list.",
    13,
  ],
  ["'OK' = status", "Invalid comparison clause. Expected 'Identifier' found ''OK''", 0],
  ["tag.a-b = 'c'", "Invalid comparison clause. Expected 'Identifier' found 'tag.a-b'", 0],
  ["status = 'OK' -- mine", "Invalid clause(s) in filter string: '-- mine'", 14],
  [
    'status = OK',
    'Parameter value is either not quoted or unidentified quote types used for string value OK. Use either single or double quotes.',
    9,
  ],
  ["status = 'OK", "Parameter value is either not quoted or unidentified quote types used for string value 'OK.", 9],
  [
    'status = null',
    'Expected a quoted string value or a list of quoted string values for attributes. Got value null',
    9,
  ],
  ["status == 'OK'", "Invalid comparator '==' not one of '{'=', '!='", 7],
  ["status <> 'OK'", "Invalid comparator '<>' not one of", 7],
  ["status > 'OK'", "Invalid comparator '>' not one of", 7],
  ['status IS NULL', "Invalid comparator 'IS NULL' not one of", 7],
  ["timestamp_ms LIKE '1%'", "Invalid comparator 'LIKE' not one of", 13],
  ['tag.a = 1', "Expected a quoted string value for tag (e.g. 'my-value'). Got value 1", 8],
  ['metadata.a = 1', "Expected a quoted string value for request_metadata (e.g. 'my-value'). Got value 1", 13],
  ['timestamp_ms BETWEEN 1 AND 2', "Invalid clause(s) in filter string: 'timestamp_ms', 'BETWEEN', '1', '2'", 0],
  ["timestamp > '100'", "Invalid clause(s) in filter string: 'timestamp', '>', ''100''", 0],
  ['timestamp = 1.5', "Invalid clause(s) in filter string: 'timestamp', '=', '1.5'", 0],
  ['timestamp_ms > 1e999', "Invalid clause(s) in filter string: 'timestamp_ms', '>', '1e999'", 0],
  ['status =', "Invalid clause(s) in filter string: 'status', '='", 0],
  [
    'status IN ()',
    'While parsing a list in the query, expected a non-empty list of string values, but got empty list',
    10,
  ],
  [
    'status IN (1,2)',
    'While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (1, 2)',
    11,
  ],
  ['status IN (OK)', 'While parsing a list in the query, expected string value', 11],
  ["status IN ('OK'", 'While parsing a list in the query, expected string value', 10],
  ["status IN ('OK',)", 'While parsing a list in the query, expected string value', 10],
  ["status IN 'OK'", "Invalid clause(s) in filter string: 'status', 'IN', ''OK''", 0],
  ["timestamp_ms IN ('1')", 'Only attributes in {', 13],
  ['status = 5', "Only the '{", 9],
  [
    "span.kind = 'a'",
    "Invalid span attribute 'kind'. Supported attributes: name, status, type, attributes.<attribute_name>.",
    0,
  ],
  ["span.content = 'x'", "span.content comparator '=' not one of '{'LIKE', 'ILIKE'}'", 13],
  ["trace.text = 'x'", "span.content comparator '=' not one of", 11],
  ["span.name > 'x'", "span.name comparator '>' not one of", 10],
  ["span.attributes. LIKE '%x%'", "Span attribute name cannot be empty after 'attributes.'", 0],
  ["trace.text HAS 'x'", 'the operator HAS is not supported yet by this server.', 11],
  ["span.attributes.model LIKE '%x%'", 'a filter by span attribute is not supported yet by this server.', 0],
  ['feedback.q = 5', "Expected a quoted string value for feedback (e.g. 'my-value'). Got value 5", 13],
  ["feedback.q >= '5'", "Expected a numeric value for feedback when using comparator '>='. Got value '5'", 14],
  ["feedback.q IN ('x')", "Invalid comparator 'IN' not one of", 11],
  ["issue.id != 'x'", "issue.id comparator '!=' not one of '{'='}'", 9],
  ["issue.name = 'x'", "Invalid issue attribute 'name'", 0],
  ["text RLIKE 'x'", "span.content comparator 'RLIKE' not one of", 5],
  ["prompt = 'p/1'", 'a filter by prompt is not supported yet by this server.', 0],
])('%s is refused', (text, message, position) => {
  const result = parseTraceFilter(text)

  expect(result).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining(message) as string, position },
  })
})

// A text can be quoted unless it has both quotes or a backslash that would seem to escape one.
const quotable = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/["\\`]/.test(text))
const textField: fc.Arbitrary<FieldRef> = fc.oneof(
  quotable.map(tag),
  quotable.map(metadata),
  fc.constantFrom(attribute('name'), attribute('run_id')),
)
const identifierField = fc.oneof(
  textField,
  fc.constantFrom(attribute('status'), attribute('request_id'), span('name'), span('type'), span('status')),
)
const numericField = fc.constantFrom(
  attribute('timestamp_ms'),
  attribute('execution_time_ms'),
  attribute('end_time_ms'),
)
const clause: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    field: identifierField,
    operator: fc.constantFrom('=', '!='),
    value: quotable,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: numericField,
    operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  }),
  fc.record({
    kind: fc.constant('like' as const),
    field: fc.oneof(identifierField, fc.constant(attribute('text'))),
    pattern: quotable,
    ignoreCase: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: identifierField,
    values: fc.array(quotable, { minLength: 1, maxLength: 4 }),
    negated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc
      .tuple(fc.constantFrom('feedback' as const, 'expectation' as const), quotable)
      .map(([entity, key]) => judged(entity, key)),
    operator: fc.constantFrom('<', '<=', '>', '>='),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  }),
  fc.record({ kind: fc.constant('matches' as const), field: identifierField, pattern: quotable }),
  fc.record({ kind: fc.constant('exists' as const), field: textField, negated: fc.boolean() }),
)
const anyCase = (text: string): fc.Arbitrary<string> => fc.constantFrom(text, text.toLowerCase())
const randomFilter = fc.array(clause, { minLength: 1, maxLength: 5 })

function render(filter: Filter): string {
  switch (filter.kind) {
    case 'compare':
      return `${keyText(filter.field)} ${filter.operator} ${typeof filter.value === 'number' ? filter.value : quoted(filter.value)}`
    case 'like':
      return `${keyText(filter.field)} ${filter.ignoreCase ? 'ILIKE' : 'LIKE'} ${quoted(filter.pattern)}`
    case 'matches':
      return `${keyText(filter.field)} RLIKE ${quoted(filter.pattern)}`
    case 'in':
      return `${keyText(filter.field)}${filter.negated ? ' NOT' : ''} IN (${filter.values.map(quoted).join(', ')})`
    case 'exists':
      return `${keyText(filter.field)} IS ${filter.negated ? '' : 'NOT '}NULL`
    case 'and':
      return filter.parts.map(render).join(' AND ')
    default:
      throw new TypeError(`not written here: ${filter.kind}`)
  }
}

const keyText = ({ entity, key }: FieldRef): string =>
  entity === 'attribute' ? `trace.${key}` : `${entity}.${entity === 'span' ? key : `\`${key}\``}`
const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`)

test('any filter that is written is read as it was meant', () => {
  fc.assert(
    fc.property(randomFilter, fc.constantFrom(' AND ', ' and ', '\n', ' AnD\t'), (parts, glue) => {
      const filter = parts.length === 1 ? parts[0] : { kind: 'and', parts }
      expect(parseTraceFilter(parts.map(render).join(glue))).toEqual({ ok: true, filter })
    }),
    { numRuns: 500 },
  )
})

test('any text is read or refused with a place in it, never thrown at', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    clause.map(render),
    fc.constantFrom(
      "'",
      '"',
      '`',
      '.',
      ' ',
      '(',
      ')',
      ',',
      ';',
      '=',
      '<',
      '-',
      '\\',
      'AND',
      'NOT',
      'IS',
      'NULL',
      'IN',
      'tag.',
      'span.attributes.',
      '--',
      '/*',
    ),
    anyCase('LIKE'),
  )

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      const result = parseTraceFilter(text)
      expect(result.ok || (result.failure.position >= 0 && result.failure.position <= text.length)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ["'".repeat(99_999)],
  ["\\'".repeat(49_999)],
  ["tag.a IN ('x') ".repeat(6000)],
  ['('.repeat(99_999)],
  ['a'.repeat(99_999)],
  ['tag.a='.repeat(16_000)],
  ['x'.repeat(200_000)],
])('a hostile text of great length is answered at once', (text) => {
  const start = performance.now()
  parseTraceFilter(text)

  expect(performance.now() - start).toBeLessThan(5000)
})
