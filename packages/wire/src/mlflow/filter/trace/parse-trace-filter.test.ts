import type { FieldRef, Filter, SpanKey } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { parseTraceFilter } from './parse-trace-filter.ts'

const attribute = (key: Extract<FieldRef, { entity: 'attribute' }>['key']): FieldRef => ({ entity: 'attribute', key })
const tag = (key: string): FieldRef => ({ entity: 'tag', key })
const metadata = (key: string): FieldRef => ({ entity: 'metadata', key })
const span = (key: SpanKey): FieldRef => ({ entity: 'span', key })
const is = (field: FieldRef, value: string | number): Filter => ({ kind: 'compare', field, operator: '=', value })
const like = (field: FieldRef, pattern: string, ignoreCase = false): Filter => ({
  kind: 'like',
  field,
  pattern,
  ignoreCase,
})
const isIn = (field: FieldRef, values: string[], negated = false): Filter => ({ kind: 'in', field, values, negated })
const both = (...parts: Filter[]): Filter => ({ kind: 'and', parts })
const either = (...parts: Filter[]): Filter => ({ kind: 'or', parts })
const not = (part: Filter): Filter => ({ kind: 'not', part })
const oneSpan = (...parts: Filter[]): Filter => ({
  kind: 'span',
  where: parts.length === 1 ? parts[0]! : both(...parts),
})
const says = (text: string): Filter => ({ kind: 'says', text })
const exists = (field: FieldRef, negated = false): Filter => ({ kind: 'exists', field, negated })
const spanAttribute = (key: string): FieldRef => ({ entity: 'span-attribute', key })
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
  ["trace.text LIKE '%x%'", oneSpan(like(attribute('text'), '%x%'))],
  ["text ILIKE '%x%'", oneSpan(like(attribute('text'), '%x%', true))],
  ["span.content LIKE '%x%'", oneSpan(like(attribute('text'), '%x%'))],
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
  ["span.name = 'a'", oneSpan(is(span('name'), 'a'))],
  ["span.status != 'OK'", oneSpan(compare(span('status'), '!=', 'OK'))],
  ["span.type IN ('LLM','TOOL')", oneSpan(isIn(span('type'), ['LLM', 'TOOL']))],
  ["span.name ilike '%x%'", oneSpan(like(span('name'), '%x%', true))],
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

const status = (value: string): Filter => is(attribute('status'), value)
const named = (name: string): Filter => is(span('name'), name)
const typed = (type: string): Filter => is(span('type'), type)

describe('more than MLflow takes', () => {
  test.each<[string, Filter]>([
    ["status = 'OK' OR status = 'ERROR'", either(status('OK'), status('ERROR'))],
    ["NOT status = 'OK'", not(status('OK'))],
    ["not not status = 'OK'", not(not(status('OK')))],
    ["(status = 'OK')", status('OK')],
    ["((status = 'OK'))", status('OK')],
    [
      "status = 'OK' AND name = 'a' OR status = 'ERROR' AND name = 'b'",
      either(both(status('OK'), is(attribute('name'), 'a')), both(status('ERROR'), is(attribute('name'), 'b'))),
    ],
    [
      "status = 'OK' (name = 'a' or name = 'b')",
      both(status('OK'), either(is(attribute('name'), 'a'), is(attribute('name'), 'b'))),
    ],
    ["NOT status = 'OK' AND name = 'a'", both(not(status('OK')), is(attribute('name'), 'a'))],
    ["NOT (status = 'OK' OR name = 'a')", not(either(status('OK'), is(attribute('name'), 'a')))],
    ["(status = 'a' OR status = 'b') OR status = 'c'", either(status('a'), status('b'), status('c'))],
    ["(status = 'a' AND status = 'b') AND status = 'c'", both(status('a'), status('b'), status('c'))],
    ["tag.x NOT IN ('OR', 'NOT')", isIn(tag('x'), ['OR', 'NOT'], true)],
    ["name IN ('a', 'b')", isIn(attribute('name'), ['a', 'b'])],
    ["run_id NOT IN ('r')", isIn(attribute('run_id'), ['r'], true)],
    ["metadata.a IN ('x')", isIn(metadata('a'), ['x'])],
    ["session = 's'", is(attribute('session'), 's')],
    ["trace.user IN ('ada')", isIn(attribute('user'), ['ada'])],
    ['model IS NULL', exists(attribute('model'), true)],
    ["model LIKE 'gemini%'", like(attribute('model'), 'gemini%')],
    ['span_count > 3', compare(attribute('span_count'), '>', 3)],
    [
      'total_tokens >= 1000 input_tokens < 5',
      both(compare(attribute('total_tokens'), '>=', 1000), compare(attribute('input_tokens'), '<', 5)),
    ],
    ['cost > 0.5', compare(attribute('cost'), '>', 0.5)],
    ['cost IS NULL', exists(attribute('cost'), true)],
    ["prompt = 'greet/3'", is(attribute('prompt'), 'greet/3')],
  ])('%s', (text, filter) => {
    expect(parseTraceFilter(text)).toEqual({ ok: true, filter })
  })
})

describe('conditions on spans', () => {
  test.each<[string, Filter]>([
    ["text HAS 'quota exceeded'", oneSpan(says('quota exceeded'))],
    ["trace.text has '天気'", oneSpan(says('天気'))],
    ["text LIKE '%x%'", oneSpan(like(attribute('text'), '%x%'))],
    ["span.model = 'm'", oneSpan(is(span('model'), 'm'))],
    ['span.provider IS NOT NULL', oneSpan(exists(span('provider')))],
    ['span.duration_ms >= 2.5', oneSpan(compare(span('duration_ms'), '>=', 2.5))],
    ["span.attributes.model = 'x'", oneSpan(is(spanAttribute('model'), 'x'))],
    ["span.attributes.gen_ai.request.model != 'x'", oneSpan(compare(spanAttribute('gen_ai.request.model'), '!=', 'x'))],
    ["span.attributes.`my-key` LIKE '%x%'", oneSpan(like(spanAttribute('my-key'), '%x%'))],
    ["span.attributes.'a b'.c = 'x'", oneSpan(is(spanAttribute("'a b'.c"), 'x'))],
    ["span.attributes.a IN ('x')", oneSpan(isIn(spanAttribute('a'), ['x']))],
    ['span.attributes.a IS NULL', oneSpan(exists(spanAttribute('a'), true))],
    ['span.attributes.a > 5', oneSpan(compare(spanAttribute('a'), '>', 5))],
    ['span.attributes.a = 5', oneSpan(is(spanAttribute('a'), 5))],
    ["span.attributes.a = '5'", oneSpan(is(spanAttribute('a'), '5'))],
  ])('%s', (text, filter) => {
    expect(parseTraceFilter(text)).toEqual({ ok: true, filter })
  })

  test.each<[why: string, text: string, filter: Filter]>([
    [
      'those of one AND chain speak of one span',
      "span.name = 'a' AND status = 'OK' AND span.type = 'LLM' AND text HAS 'x'",
      both(oneSpan(named('a'), typed('LLM'), says('x')), status('OK')),
    ],
    ['also in brackets', "span.name = 'a' AND (span.type = 'LLM')", oneSpan(named('a'), typed('LLM'))],
    [
      'also an OR of nothing else',
      "span.name = 'a' AND (span.type = 'LLM' OR span.type = 'TOOL' AND text HAS 'x')",
      oneSpan(named('a'), either(typed('LLM'), both(typed('TOOL'), says('x')))),
    ],
    ['an OR alone', "span.name = 'a' OR span.name = 'b'", oneSpan(either(named('a'), named('b')))],
    [
      'an OR with a trace looks for a span on each side',
      "span.name = 'a' AND (span.type = 'LLM' OR status = 'OK')",
      both(oneSpan(named('a')), either(oneSpan(typed('LLM')), status('OK'))),
    ],
    [
      'NOT looks for a span of its own',
      "span.name = 'a' AND NOT span.type = 'LLM'",
      both(oneSpan(named('a')), not(oneSpan(typed('LLM')))),
    ],
    [
      'under NOT, too, a chain speaks of one span',
      "NOT (span.name = 'a' AND span.type = 'LLM')",
      not(oneSpan(named('a'), typed('LLM'))),
    ],
    [
      'span(…) looks for a span of its own',
      "span(span.name = 'a') AND SPAN ( span.name = 'b' AND NOT span.type = 'LLM' ) AND span.name = 'c'",
      both(oneSpan(named('a')), oneSpan(named('b'), not(typed('LLM'))), oneSpan(named('c'))),
    ],
  ])('%s', (_why, text, filter) => {
    expect(parseTraceFilter(text)).toEqual({ ok: true, filter })
  })
})

test('no clause is no condition', () => {
  for (const text of ['', '  ', 'AND', 'and AND'])
    expect(parseTraceFilter(text)).toEqual({ ok: true, filter: undefined })
})
