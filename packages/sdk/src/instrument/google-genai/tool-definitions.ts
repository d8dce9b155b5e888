import { Edited, KEEP } from '../../capture/edited.ts'
import { plainCopy } from '../../capture/plain-copy.ts'
import type { Plain } from '../../capture/plain-copy.ts'
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
    const shown = withoutSecrets(key)
    return [key, shown !== KEEP ? shown : isObject(tool[key]) ? new Edited(tool[key], withoutSecrets) : tool[key]]
  })
  return Object.fromEntries(fields)
}

/** Where tools carry credentials: `googleMaps.authConfig`, `mcpServers[].streamableHttpTransport.headers`. */
const withoutSecrets = (key: string): unknown => (key === 'authConfig' || key === 'headers' ? '[redacted]' : KEEP)

/**
 * The functions a request declares as the list that MLflow keeps under `mlflow.chat.tools` (OpenAI's shape), or undefined
 * when there are none. Gemini's upper-case schema types become JSON Schema's.
 */
export function chatTools(tools: readonly unknown[]): string | undefined {
  const functions = tools.flatMap((tool) => listAt(tool, 'functionDeclarations')).filter(isObject)
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

/** Gemini's `Schema` (an OpenAPI subset) as JSON Schema: lower-case types, `nullable` as a type, counts as numbers. */
function jsonSchemaOf(schema: Plain): Plain {
  if (!isObject(schema) || Array.isArray(schema)) return schema
  const { nullable, propertyOrdering: _, ...rest } = schema
  const entries = Object.entries(rest).map(([key, value]): [string, Plain] => {
    if (key === 'type' && typeof value === 'string') return [key, typeOf(value.toLowerCase(), nullable === true)]
    if (NESTED_SCHEMAS.has(key)) return [key, jsonSchemaOf(value)]
    if (SCHEMA_LISTS.has(key) && Array.isArray(value)) return [key, value.map(jsonSchemaOf)]
    if (SCHEMA_MAPS.has(key) && isObject(value)) {
      return [
        key,
        Object.fromEntries(
          Object.entries(value as Record<string, Plain>).map(([name, one]) => [name, jsonSchemaOf(one)]),
        ),
      ]
    }
    if (COUNTS_AS_TEXT.test(key) && typeof value === 'string') return [key, Number(value)]
    return [key, value]
  })
  return Object.fromEntries(entries)
}

const typeOf = (type: string, isNullable: boolean): Plain => (isNullable ? [type, 'null'] : type)

/** The names of the functions a tool declares. */
export const declaredNames = (tool: unknown): string[] =>
  listAt(tool, 'functionDeclarations').flatMap((declaration) => textAt(declaration, 'name') ?? [])
