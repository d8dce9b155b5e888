import { expect, test } from 'vitest'
import { openApiDocument, type JsonSchema } from './openapi.ts'
import { BYTE_PATHS, PATHS } from './paths.ts'

const document = openApiDocument('0.1.0')

function* referencesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, each] of Object.entries(value)) {
    if (key === '$ref') yield each as string
    else yield* referencesIn(each)
  }
}

test('every endpoint has its operation', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))

  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
    [...Object.keys(PATHS), ...Object.keys(BYTE_PATHS)].toSorted(),
  )
  expect(document.paths['/api/3.0/mlflow/traces/{trace_id}']?.['get']?.parameters).toEqual([
    { name: 'trace_id', in: 'path', required: true, schema: { type: 'string', minLength: 1 } },
  ])
  expect(document.paths['/api/3.0/mlflow/traces/get']?.['get']?.parameters).toEqual([
    { name: 'trace_id', in: 'query', required: true, schema: { type: 'string', minLength: 1 } },
    { name: 'allow_partial', in: 'query', required: false, schema: { type: 'boolean' } },
  ])
})

test('every reference leads to a schema of the document', () => {
  const targets = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`)

  expect(targets).toEqual(expect.arrayContaining([...referencesIn(document)]))
})

test('the value of a metric is a double', () => {
  const { logMetricRequest } = document.components.schemas as Record<string, { properties: Record<string, JsonSchema> }>

  expect(logMetricRequest!.properties['value']).toEqual({ type: 'number', format: 'double' })
})

test('a span’s times are 64-bit integers and a new trace is described', () => {
  const { Span, startTraceRequest } = document.components.schemas as Record<
    string,
    { properties: Record<string, JsonSchema> }
  >

  expect(Span!.properties['start_time_unix_nano']).toEqual({ type: 'integer', format: 'int64' })
  expect([...referencesIn(startTraceRequest)]).toContain('#/components/schemas/TraceInfo')
})
