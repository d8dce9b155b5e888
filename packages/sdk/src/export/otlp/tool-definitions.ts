import { isObject } from './message-parts.ts'

export interface ToolDefinition {
  readonly type: string
  readonly name: unknown
  readonly description?: unknown
  readonly parameters?: unknown
}

/**
 * What a request may call, as OpenTelemetry has it: the functions of `mlflow.chat.tools`, whose schemas are JSON Schema
 * already, and the service's own tools of `config.tools`. Undefined when there are none.
 */
export function toolDefinitions(inputs: unknown, chatTools: string | undefined): readonly ToolDefinition[] | undefined {
  const definitions = [...functionsIn(chatTools), ...builtInTools(inputs)]
  return definitions.length === 0 ? undefined : definitions
}

function functionsIn(chatTools: string | undefined): readonly ToolDefinition[] {
  return listIn(chatTools).flatMap((tool) => {
    const declared = isObject(tool) ? tool['function'] : undefined
    if (!isObject(declared)) return []
    const { name, description, parameters } = declared
    return [{ type: 'function', name, description, parameters }]
  })
}

function builtInTools(inputs: unknown): readonly ToolDefinition[] {
  const config = isObject(inputs) ? inputs['config'] : undefined
  const tools = isObject(config) && Array.isArray(config['tools']) ? config['tools'].filter(isObject) : []
  return tools.flatMap((tool) =>
    Object.keys(tool)
      .filter((kind) => isObject(tool[kind]))
      .map((kind) => ({ type: kind, name: kind })),
  )
}

function listIn(json: string | undefined): readonly unknown[] {
  try {
    const value: unknown = json === undefined ? [] : JSON.parse(json)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
