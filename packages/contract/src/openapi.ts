import { z } from 'zod'
import { BYTE_ENDPOINTS, type ByteEndpoint } from './byte-endpoints.ts'
import { ENDPOINTS } from './endpoints.ts'
import {
  anyKeyValue,
  anyValue,
  assessment,
  experiment,
  int64,
  keyValue,
  span,
  trace,
  traceInfo,
  traceLocation,
} from './schemas/objects.ts'
import { anyNumber } from './schemas/fields.ts'
import { loggedModel } from './schemas/logged-models.ts'
import { modelVersion, registeredModel } from './schemas/prompts.ts'
import { newAssessment, newTraceInfo } from './schemas/requests.ts'
import { errorBody } from './schemas/responses.ts'
import { metric, run } from './schemas/runs.ts'

const OBJECT_SCHEMAS = {
  AnyKeyValue: anyKeyValue,
  AnyValue: anyValue,
  Assessment: assessment,
  Error: errorBody,
  Experiment: experiment,
  KeyValue: keyValue,
  LoggedModel: loggedModel,
  Metric: metric,
  ModelVersion: modelVersion,
  RegisteredModel: registeredModel,
  Run: run,
  Span: span,
  Trace: trace,
  TraceInfo: traceInfo,
  TraceLocation: traceLocation,
}

/** A JSON Schema (draft 2020-12, which is what OpenAPI 3.1 speaks). */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: JsonContent | BytesContent }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content: JsonContent | BytesContent }>
  >
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: JsonSchema
}

interface JsonContent {
  readonly 'application/json': { readonly schema: JsonSchema }
}

interface BytesContent {
  readonly '*/*': { readonly schema: JsonSchema }
}

/** The reference of the REST API as an OpenAPI 3.1 document, made from the table of endpoints. */
export function openApiDocument(version: string): OpenApiDocument {
  const schemas = componentSchemas()
  const paths: Record<string, Record<string, Operation>> = {}
  for (const endpoint of Object.values(ENDPOINTS)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, schemas) }
  }
  for (const endpoint of BYTE_ENDPOINTS) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: byteOperationOf(endpoint) }
  }
  return { openapi: '3.1.0', info: { title: 'Loupe', version }, paths, components: { schemas } }
}

type Schemas = Readonly<Record<string, JsonSchema>>

const uriOf = (id: string): string => `#/components/schemas/${id}`
const requestIdOf = (name: string): string => `${name}Request`
const responseIdOf = (name: string): string => `${name}Response`

/** Every schema under a name of its own, so that one can refer to another, and to itself, from anywhere. */
function componentSchemas(): Schemas {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(OBJECT_SCHEMAS)) registry.add(schema, { id })
  for (const { name, request, response } of Object.values(ENDPOINTS)) {
    registry.add(request, { id: requestIdOf(name) })
    registry.add(response, { id: responseIdOf(name) })
  }
  const { schemas } = z.toJSONSchema(registry, { uri: uriOf, io: 'input', unrepresentable: 'any', override })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]))
}

const KNOWN: ReadonlyMap<unknown, JsonSchema> = new Map<unknown, JsonSchema>([
  [int64, { type: 'integer', format: 'int64' }],
  [anyNumber, { type: 'number', format: 'double' }],
  [newTraceInfo, { $ref: uriOf('TraceInfo') }],
  [newAssessment, { $ref: uriOf('Assessment') }],
])

/** What zod cannot know: that a number is a 64-bit integer, and what wire reads by itself. */
function override({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const known = KNOWN.get(zodSchema)
  if (known === undefined) return
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
  Object.assign(jsonSchema, known)
}

/** The place in the document is the identity. */
function withoutIdentity({ $schema: _dialect, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema
}

interface AnyEndpoint {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly summary: string
}

function operationOf({ name, method, path, summary }: AnyEndpoint, schemas: Schemas): Operation {
  const { properties = {}, required = [] } = schemas[requestIdOf(name)] as ObjectSchema
  const inPath = new Set(Array.from(path.matchAll(/:(\w+)/g), ([, key]) => key!))
  const parameters = Object.entries(properties)
    .filter(([key]) => method === 'GET' || inPath.has(key))
    .map(([key, schema]): Parameter => {
      const isInPath = inPath.has(key)
      return { name: key, in: isInPath ? 'path' : 'query', required: isInPath || required.includes(key), schema }
    })
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(method !== 'GET' && { requestBody: { required: true, content: reference(requestIdOf(name)) } }),
    responses: {
      200: { description: 'What was asked for', content: reference(responseIdOf(name)) },
      default: { description: 'Why not', content: reference('Error') },
    },
  }
}

const BYTES: BytesContent = { '*/*': { schema: { type: 'string', format: 'binary' } } }

function byteOperationOf({ name, method, path, summary, query }: ByteEndpoint): Operation {
  const text = { type: 'string' }
  return {
    operationId: name,
    summary,
    parameters: [
      ...Array.from(path.matchAll(/:(\w+)/g), ([, key]) => ({
        name: key!,
        in: 'path' as const,
        required: true,
        schema: text,
      })),
      ...Object.entries(query).map(([key, required]) => ({ name: key, in: 'query' as const, required, schema: text })),
    ],
    ...(method !== 'GET' && { requestBody: { required: true, content: BYTES } }),
    responses: {
      200: { description: 'What was asked for', content: method === 'GET' ? BYTES : EMPTY },
      default: { description: 'Why not', content: reference('Error') },
    },
  }
}

const EMPTY: JsonContent = { 'application/json': { schema: { type: 'object' } } }

interface ObjectSchema extends JsonSchema {
  readonly properties?: Schemas
  readonly required?: readonly string[]
}

const reference = (id: string): JsonContent => ({ 'application/json': { schema: { $ref: uriOf(id) } } })
