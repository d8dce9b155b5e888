import { describe, expect, test } from 'vitest'
import { parseMetricFilter } from './parse-metric-filter.ts'

const read = (text: string): string => {
  const result = parseMetricFilter(text)
  if (!result.ok) return result.failure.message
  const { filter } = result
  if (filter.of !== 'trace') return `${filter.of} ${filter.key} ${filter.value}`
  const { kind, field, value } = filter.filter as {
    kind: string
    field: { entity: string; key: string }
    value: string
  }
  expect(kind).toBe('compare')
  return `trace ${field.entity} ${field.key} ${value}`
}

const ENTITIES = "Valid entities are ['status', 'tag', 'metadata']"
const VIEWS = "Valid values are dict_keys(['trace', 'span', 'assessment'])"

// What the parser of MLflow 3.17.2 gives, or says.
describe('what MLflow reads', () => {
  test.each([
    ["trace.status = 'OK'", 'trace attribute status OK'],
    ["trace.status='OK'", 'trace attribute status OK'],
    ['trace.status = "OK"', 'trace attribute status OK'],
    ["  trace.status   =   'OK'  ", 'trace attribute status OK'],
    ["`trace`.status = 'OK'", 'trace attribute status OK'],
    ["trace.status = ''", 'trace attribute status '],
    ["trace.status = 'it''s'", "trace attribute status it''s"],
    ["trace.status = 'a AND b'", 'trace attribute status a AND b'],
    ["trace.tag.env = 'größe 日本'", 'trace tag env größe 日本'],
    ["trace.tag.`two words` = 'x'", 'trace tag two words x'],
    ['trace.tag."two words" = \'x\'', 'trace tag two words x'],
    ["trace.tag.'two words' = 'x'", 'trace tag two words x'],
    ["trace.tag.mlflow.traceName = 'x'", 'trace tag mlflow.traceName x'],
    ["trace.tag.`mlflow.traceName` = 'x'", 'trace tag mlflow.traceName x'],
    ["trace.tag.1a = 'x'", 'trace tag 1a x'],
    ["trace.tag.é = 'x'", 'trace tag é x'],
    ["trace.tag.order = 'x'", 'trace tag order x'],
    ["trace.metadata.mlflow.trace.session = 's'", 'trace metadata mlflow.trace.session s'],
    ["span.name = 'a'", 'span name a'],
    ["span.status = 'OK'", 'span status OK'],
    ["span.type = 'LLM'", 'span type LLM'],
    ["assessment.name = 'score'", 'assessment name score'],
    ["assessment.type = 'feedback'", 'assessment type feedback'],
  ])('%s', (text, what) => {
    expect(read(text)).toBe(what)
  })

  test('a run is also one that the trace was linked to', () => {
    expect(read("trace.metadata.mlflow.sourceRun = 'r'")).toBe('trace attribute run_id r')
  })
})

describe('what MLflow refuses, in its words', () => {
  test.each([
    ["trace.status != 'OK'", "Invalid comparator: '!=', only '=' operator is supported"],
    ["trace.status LIKE 'OK'", "Invalid comparator: 'LIKE', only '=' operator is supported"],
    ["trace.status like 'OK'", "Invalid comparator: 'like', only '=' operator is supported"],
    ["trace.status == 'OK'", "Invalid comparator: '==', only '=' operator is supported"],
    ['trace.status = 5', "Expected a quoted string value for status value (e.g. 'my-value'). Got value 5"],
    ['trace.status = null', "Expected a quoted string value for status value (e.g. 'my-value'). Got value null"],
    [
      'trace.status = OK',
      'Parameter value is either not quoted or unidentified quote types used for string value OK. Use either single or double quotes.',
    ],
    [
      'trace.status = `OK`',
      'Parameter value is either not quoted or unidentified quote types used for string value `OK`. Use either single or double quotes.',
    ],
    ['trace.status IS NULL', 'Invalid clause(s) in filter string: trace.status, IS, NULL'],
    ['trace.status =', 'Invalid clause(s) in filter string: trace.status, ='],
    ['trace.status', 'Invalid clause(s) in filter string: trace.status'],
    ["= 'OK'", "Invalid clause(s) in filter string: =, 'OK'"],
    ["'OK' = trace.status", "Invalid comparison clause. Expected 'Identifier' found ''OK''"],
    ["trace.name = 'a'", `Invalid entity 'name' specified for view type 'trace'. ${ENTITIES}`],
    ["trace.`status` = 'OK'", `Invalid entity '\`status\`' specified for view type 'trace'. ${ENTITIES}`],
    ["trace.tag = 'a'", "Filtering by tag requires a key, e.g. 'trace.tag.<key> = <value>'"],
    ["trace.status.x = 'OK'", "Filtering by status does not require a key, use 'trace.status' instead"],
    ["span.name.x = 'a'", "Filtering by name does not require a key, use 'span.name' instead"],
    [
      "span.model = 'x'",
      "Invalid entity 'model' specified for view type 'span'. Valid entities are ['name', 'status', 'type']",
    ],
    [
      "assessment.value = '1'",
      "Invalid entity 'value' specified for view type 'assessment'. Valid entities are ['name', 'type']",
    ],
    ["feedback.q = 'yes'", `Invalid view type 'feedback'. ${VIEWS}`],
    ["Trace.status = 'OK'", `Invalid view type 'Trace'. ${VIEWS}`],
    [
      "status = 'OK'",
      "Invalid identifier 'status'. Columns should be specified as 'trace.<key>', 'span.<key>', 'assessment.<key>'.",
    ],
    ["trace.status = 'OK' AND trace.tag.env = 'x'", 'Invalid clause(s) in filter string: AND'],
    ["trace.status = 'OK' and trace.tag.env = 'x'", 'Invalid clause(s) in filter string: and'],
    ["trace.status = 'OK' OR trace.status = 'x'", 'Invalid clause(s) in filter string: OR'],
    ["NOT trace.status = 'OK'", 'Invalid clause(s) in filter string: NOT'],
    ["trace.status = 'OK';", 'Invalid clause(s) in filter string: ;'],
    ["trace.status = 'OK' -- c", 'Invalid clause(s) in filter string: -- c'],
    [
      "trace.status = 'OK' trace.tag.env = 'x'",
      "Invalid filter: 'trace.status = 'OK' trace.tag.env = 'x''. Expected one filter clause.",
    ],
    ['', "Invalid filter: ''. Expected one filter clause."],
    ['   ', "Invalid filter '   '. Could not be parsed."],
  ])('%s', (text, message) => {
    expect(read(text)).toBe(message)
  })

  test('and says where', () => {
    expect(parseMetricFilter("trace.status != 'OK'")).toMatchObject({ failure: { position: 13 } })
    expect(parseMetricFilter("trace.status = 'OK' AND span.name = 'x'")).toMatchObject({ failure: { position: 20 } })
  })
})
