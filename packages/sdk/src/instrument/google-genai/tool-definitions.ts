import { Edited, KEEP } from '../../capture/edited.ts'
import { plainCopy } from '../../capture/plain-copy.ts'
import type { Plain } from '../../capture/plain-copy.ts'
import { withoutSecrets } from '../../capture/secret-text.ts'
import { isObject, listAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'

export interface CallableTool extends Loose {
  callTool(calls: readonly unknown[]): unknown
}

export const isCallableTool = (tool: unknown): tool is CallableTool =>
  isObject(tool) && 'callTool' in tool && typeof tool['callTool'] === 'function'

/** A tool as it is recorded, at once. A callable one only has a definition once the SDK has asked it: until then, a note. */
export function recordedTool(tool: unknown): unknown {
  if (isCallableTool(tool)) return { callableTool: tool.constructor?.name ?? 'Object' }
  if (!isObject(tool)) return tool
  const fields = Object.keys(tool).map((key): [string, unknown] => {
    // A function may well have a parameter called `headers`.
    if (key === 'functionDeclarations') return [key, tool[key]]
    const shown = withoutCredentials(key, tool[key])
    return [key, shown !== KEEP ? shown : isObject(tool[key]) ? new Edited(tool[key], withoutCredentials) : tool[key]]
  })
  return Object.fromEntries(fields)
}

/** Where tools carry credentials: `googleMaps.authConfig`, headers and address of `mcpServers[].streamableHttpTransport`. */
function withoutCredentials(key: string, value: unknown): unknown {
  if (key === 'authConfig' || key === 'headers') return '[redacted]'
  return key === 'url' && typeof value === 'string' ? withoutSecrets(value) : KEEP
}

/**
 * The functions a request declares as the list that MLflow keeps under `mlflow.chat.tools` (OpenAI's shape), or undefined
 * when there are none. Gemini's upper-case schema types become JSON Schema's.
 */
export function chatTools(tools: readonly unknown[]): string | undefined {
  if (tools.length === 0) return undefined
  const functions: Loose[] = []
  for (const tool of tools)
    for (const declaration of listAt(tool, 'functionDeclarations'))
      if (isObject(declaration)) functions.push(declaration)
  if (functions.length === 0) return undefined
  return JSON.stringify(
    functions.map((declaration) => ({
      type: 'function',
      function: {
        name: declaration['name'],
        description: declaration['description'],
        parameters: parametersOf(declaration),
      },
    })),
  )
}

const parametersOf = (declaration: Loose): Plain | undefined => {
  if (declaration['parametersJsonSchema'] !== undefined) return plainCopy(declaration['parametersJsonSchema'])
  return declaration['parameters'] === undefined ? undefined : jsonSchemaOf(plainCopy(declaration['parameters']))
}

const NESTED_SCHEMAS: ReadonlySet<string> = new Set(['items', 'additionalProperties'])
const SCHEMA_LISTS: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const SCHEMA_MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'defs'])
const COUNTS_AS_TEXT = /^(?:min|max)(?:Items|Length|Properties)$/

/**
 * Gemini's `Schema` (an OpenAPI subset) as JSON Schema: lower-case types, `nullable` as a type, counts as numbers. Changes
 * what it is given, which is a copy.
 */
function jsonSchemaOf(schema: Plain): Plain {
  if (!isSchema(schema)) return schema
  const isNullable = schema['nullable'] === true
  for (const key of Object.keys(schema)) {
    const value = schema[key]!
    if (key === 'nullable' || key === 'propertyOrdering') delete schema[key]
    else if (key === 'type' && typeof value === 'string') schema[key] = typeOf(value.toLowerCase(), isNullable)
    else if (NESTED_SCHEMAS.has(key)) schema[key] = jsonSchemaOf(value)
    else if (SCHEMA_LISTS.has(key) && Array.isArray(value)) schema[key] = value.map(jsonSchemaOf)
    else if (SCHEMA_MAPS.has(key) && isSchema(value)) {
      for (const name of Object.keys(value)) value[name] = jsonSchemaOf(value[name]!)
    } else if (typeof value === 'string' && COUNTS_AS_TEXT.test(key)) schema[key] = Number(value)
  }
  return schema
}

const isSchema = (value: Plain): value is { [key: string]: Plain } =>
  isObject(value) && !Array.isArray(value) && !(value instanceof Uint8Array)

const typeOf = (type: string, isNullable: boolean): Plain => (isNullable ? [type, 'null'] : type)

/** The names of the functions a tool declares. */
export const declaredNames = (tool: unknown): string[] =>
  listAt(tool, 'functionDeclarations').flatMap((declaration) => textAt(declaration, 'name') ?? [])
