import type { Random } from './random.ts'

/** JSON texts that no field expects; texts, because a value of JavaScript cannot say all of them. */
const HOSTILE_JSON: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '-0',
  '1e308',
  '1e400',
  '-1e400',
  '0.1',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775809',
  `${'9'.repeat(400)}`,
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\ufeff\\u202e\\u2028"',
  '"é\\u0301 日本 😀 عربي"',
  '"\'; DROP TABLE spans; --"',
  '"%27%22%00"',
  '"../../../../etc/passwd"',
  '"NaN"',
  '"1e3"',
  '"9999-12-31T23:59:59.999999999Z"',
  '"0000-00-00T00:00:00Z"',
  '"2026-13-45T99:99:99Z"',
  '"-62135596801s"',
  '"315576000001s"',
  '"tr-00000000000000000000000000000000"',
  '"tr-zz"',
  '[]',
  '[[]]',
  '[null]',
  '[1,"a",{}]',
  '{}',
  '{"":""}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":null}',
  '{"a":1,"a":2}',
  '{"key":1,"value":2}',
  '{"type":"MLFLOW_EXPERIMENT"}',
]

/** A text of JSON that is probably wrong wherever it stands, now and then a big one. */
export function hostileJson(random: Random): string {
  const choice = random.int(60)
  if (choice === 0) return JSON.stringify('x'.repeat(100_000))
  if (choice === 1) return nested(random.pick([10, 200, 5_000]))
  if (choice === 2) return `[${Array.from({ length: 2_000 }, (_, place) => place).join(',')}]`
  if (choice === 3) return `{${Array.from({ length: 500 }, (_, place) => `"k${place}":"v"`).join(',')}}`
  if (choice === 4) return `"${random.hex(1 + random.int(300))}"`
  return random.pick(HOSTILE_JSON)
}

const nested = (depth: number): string => '[{"a":'.repeat(depth) + '1' + '}]'.repeat(depth)

/** Texts for paths and queries. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../..',
  '..\\..',
  '%2e%2e%2f',
  '\u0000',
  'a\u0000b',
  '%',
  '%zz',
  '\ufffd',
  "' OR 1=1 --",
  '"',
  '{}',
  '[]',
  'é/😀',
  'x'.repeat(2_000),
  '-1',
  '0',
  '1.5',
  '1e9',
  '99999999999999999999999',
  'NaN',
  'true',
  'null',
  '*',
  'get',
  'tr-00000000000000000000000000000000',
  '00000000-0000-0000-0000-000000000000',
]

const FILTER_WORDS: readonly string[] = [
  ...'status name timestamp_ms execution_time_ms run_id request_id prompt trace.text span.name span.type'.split(' '),
  ...'span.content span.attributes.a tag.a tags.`b c` metadata.a feedback.q expectation.q issue.id foo.bar'.split(' '),
  ...'span.attributes.`x.y` cost tokens text client_request_id metrics.m params.p attributes.status'.split(' '),
  ...'= != < <= > >= == <> LIKE ILIKE RLIKE IN HAS'.split(' '),
  ...'NOT IS NULL AND OR ( ) , ; -- /* */ BETWEEN'.split(' '),
  ...`'OK' "OK" '' '%' 'a' ('a','b') () 1 -1 1.5 1e999 99999999999999999999 true null 'it''s' '\\' '(' '['`.split(' '),
  "'\u0000'",
  "'\ud800'",
  "'*'",
  "'😀'",
  "'",
  '"',
  '`',
]

/** A filter, or what is left of one. */
export const hostileFilter = (random: Random): string =>
  random.chance(0.02)
    ? `${'('.repeat(3_000)}status = 'OK'${')'.repeat(3_000)}`
    : random.chance(0.02)
      ? Array.from({ length: 400 }, () => "name = 'a'").join(' OR ')
      : Array.from({ length: 1 + random.int(9) }, () => random.pick(FILTER_WORDS)).join(' ')
