import { openApiDocument } from '@loupe-ai/contract'
import { HOSTILE_TEXTS, hostileFilter, hostileJson } from './hostile-values.ts'
import type { Random } from './random.ts'
import type { SentRequest } from './sent-request.ts'

type Schema = Readonly<Record<string, unknown>>

interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly body?: Schema
  readonly takesBytes: boolean
}

/** Ids of things that are there, so that not every request ends at "not found". */
export interface KnownIds {
  readonly [parameter: string]: string
}

/** Fields that stay, so that requests reach what is known; the others change. */
const KEPT_SHARE = 0.8
/** Would have to be rebuilt after each call. */
const LEFT_ALONE = new Set(['deleteExperiment'])
/** Below that lies only what is nested for its own sake. */
const MAX_DEPTH = 10

/** Draws requests for every endpoint of the table, most of them wrong in one place. */
export function jsonRequests(known: KnownIds): (random: Random) => SentRequest {
  const document = openApiDocument('fuzz')
  const schemas = document.components.schemas
  const operations: Operation[] = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod)
      .filter(([, { operationId }]) => !LEFT_ALONE.has(operationId))
      .map(([method, { parameters = [], requestBody }]) => {
        const content = requestBody?.content as Record<string, { schema: Schema }> | undefined
        return {
          method: method.toUpperCase(),
          path,
          parameters,
          body: content?.['application/json']?.schema,
          takesBytes: content?.['*/*'] !== undefined,
        }
      }),
  )
  return (random) => requestFor(random.pick(operations), schemas, known, random)
}

function requestFor(
  operation: Operation,
  schemas: Readonly<Record<string, Schema>>,
  known: KnownIds,
  random: Random,
): SentRequest {
  const valueOf = (name: string, schema: Schema): string =>
    random.chance(KEPT_SHARE)
      ? (known[name] ?? textOf(exampleJson(schema, schemas, random, name, known)))
      : random.pick(HOSTILE_TEXTS)
  let path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(valueOf(name, {})))
  if (random.chance(0.2)) path = path.replace(/^\/api\//, '/ajax-api/')
  const query = new URLSearchParams()
  for (const { name, in: place, schema } of operation.parameters) {
    if (place === 'query' && random.chance(0.9)) query.append(name, valueOf(name, schema))
  }
  if (random.chance(0.05)) query.append(random.pick(['unknown', '__proto__', 'a[b]', '']), random.pick(HOSTILE_TEXTS))
  const target = query.size > 0 ? `${path}?${query}` : path

  if (operation.body === undefined) {
    const body = operation.takesBytes || random.chance(0.05) ? bytesOf(random) : undefined
    return { method: operation.method, path: target, headers: {}, ...(body !== undefined && { body }) }
  }
  const text = bodyText(operation.body, schemas, known, random)
  const type = random.chance(0.95)
    ? 'application/json'
    : random.pick(['text/plain', '', 'application/json; charset=utf-16', 'APPLICATION/JSON'])
  return {
    method: operation.method,
    path: target,
    headers: type === '' ? {} : { 'content-type': type },
    body: spoiled(text, random),
  }
}

/** A body by its schema, most often with one field that is wrong. */
function bodyText(schema: Schema, schemas: Readonly<Record<string, Schema>>, known: KnownIds, random: Random): string {
  const text = exampleJson(schema, schemas, random, '', known)
  const whole = JSON.parse(text) as unknown
  if (random.chance(0.15)) return text
  if (random.chance(0.05)) return hostileJson(random)
  const places = placesIn(whole)
  if (places.length === 0) return hostileJson(random)
  const place = random.pick(places)
  const MARK = '\u0001mark\u0001'
  setAt(whole, place, MARK)
  const isFilter = /filter/.test(String(place.at(-1)))
  const replacement = isFilter && random.chance(0.9) ? JSON.stringify(hostileFilter(random)) : hostileJson(random)
  return JSON.stringify(whole).replace(JSON.stringify(MARK), () => replacement)
}

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return path.length > 0 ? [path] : []
  const below = Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
  return path.length > 0 ? [path, ...below] : below
}

function setAt(root: unknown, path: readonly string[], value: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root)
  ;(parent as Record<string, unknown>)[path.at(-1)!] = value
}

/** A text of JSON that the schema allows, as far as schemas say. */
function exampleJson(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  random: Random,
  name: string,
  known: KnownIds,
  depth = 0,
): string {
  const of = (inner: Schema, innerName = name): string =>
    exampleJson(inner, schemas, random, innerName, known, depth + 1)
  if (typeof schema['$ref'] === 'string') return of(schemas[schema['$ref'].split('/').at(-1)!] ?? {})
  if (known[name] !== undefined && schema['type'] !== 'object' && schema['type'] !== 'array') {
    return JSON.stringify(known[name])
  }
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as readonly Schema[] | undefined
  if (choices !== undefined) return of(random.pick(choices))
  if (Array.isArray(schema['enum'])) return JSON.stringify(random.pick(schema['enum'] as unknown[]))
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (schema['type'] === 'object' || schema['properties'] !== undefined) {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
    const required = new Set((schema['required'] ?? []) as string[])
    const kept = properties.filter(([key]) => required.has(key) || (depth < 6 && random.chance(0.6)))
    const fields = kept.map(([key, inner]) => `${JSON.stringify(key)}:${of(inner, key)}`)
    if (properties.length === 0) fields.push('"k":"v"')
    if (random.chance(0.1)) fields.push(`"unknown_field":${random.pick(UNKNOWN)}`)
    return `{${fields.join(',')}}`
  }
  if (schema['type'] === 'array') {
    const count = depth > 6 ? 0 : random.int(3)
    return `[${Array.from({ length: count }, () => of((schema['items'] ?? {}) as Schema)).join(',')}]`
  }
  if (schema['type'] === 'boolean') return String(random.chance(0.5))
  if (schema['type'] === 'integer' || schema['type'] === 'number') return String(1 + random.int(100))
  // Read by other code than schemas, which therefore do not say what it is.
  if (name === 'assessment') return ASSESSMENT
  if (name === 'update_mask') return '"feedback,rationale"'
  if (/time/.test(name)) return '"2026-01-01T00:00:00.123Z"'
  return JSON.stringify(/filter/.test(name) ? "status = 'OK'" : random.pick(['a', 'b', 'key', 'value']))
}

const ASSESSMENT =
  '{"assessment_name":"q","source":{"source_type":"HUMAN","source_id":"a"},"feedback":{"value":1},"rationale":"r"}'

const UNKNOWN = ['null', '{}', '[1]', '"x"', '1e400', '{"a":{"b":[]}}']

const textOf = (json: string): string => {
  const value = JSON.parse(json) as unknown
  return typeof value === 'string' ? value : json
}

/** Now and then bytes that are no JSON any more. */
function spoiled(text: string, random: Random): Uint8Array {
  if (random.chance(0.9)) return Buffer.from(text)
  const bytes = Buffer.from(text)
  const cut = random.int(bytes.length + 1)
  return random.pick([
    () => bytes.subarray(0, cut),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([bytes.subarray(0, cut), Buffer.from([random.int(256)]), bytes.subarray(cut)]),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    () => Buffer.from(JSON.stringify(text)),
  ])()
}

const bytesOf = (random: Random): Uint8Array =>
  Buffer.from(
    random.pick([
      '',
      'bytes',
      '{"spans":',
      '{"spans":[{}]}',
      '{"spans":[{"trace_id":5}]}',
      '\u0000',
      'x'.repeat(70_000),
    ]),
  )
