import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Model } from '../models.ts'
import type { Content } from '../request/generate-request.ts'

/** The generateContent request that asks for the same as an interaction with these contents. */
export function generateBody(body: JsonObject, contents: readonly Content[], model: Model): JsonObject {
  const instruction = body['system_instruction']
  const declarations = functionDeclarations(body['tools'])
  return {
    contents: structuredClone(contents) as unknown as Json,
    ...(typeof instruction === 'string' && { systemInstruction: { parts: [{ text: instruction }] } }),
    ...(declarations.length > 0 && { tools: [{ functionDeclarations: declarations }] }),
    generationConfig: generationConfig(body, model),
  }
}

function functionDeclarations(tools: Json | undefined): JsonObject[] {
  return (Array.isArray(tools) ? tools : []).flatMap((tool) => {
    if (!isObject(tool) || tool['type'] !== 'function') return []
    const { name, description, parameters } = tool
    return [
      {
        name: name ?? '',
        ...(description !== undefined && { description }),
        ...(parameters !== undefined && { parametersJsonSchema: parameters }),
      },
    ]
  })
}

const PASSED_ON = ['temperature', 'top_p', 'seed', 'stop_sequences', 'max_output_tokens'] as const

function generationConfig(body: JsonObject, model: Model): JsonObject {
  const asked = isObject(body['generation_config']) ? body['generation_config'] : {}
  const config = Object.fromEntries(PASSED_ON.flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]]])))
  const level = asked['thinking_level']
  const thinking = {
    // Here 2.5 takes a level too; generateContent refuses it there.
    ...(typeof level === 'string' && model.family === '3' && { thinkingLevel: level.toUpperCase() }),
    ...(asked['thinking_summaries'] === 'auto' && { includeThoughts: true }),
  }
  return {
    ...config,
    ...(Object.keys(thinking).length > 0 && { thinkingConfig: thinking }),
    ...jsonFormat(body['response_format']),
  }
}

function jsonFormat(format: Json | undefined): JsonObject {
  const one = Array.isArray(format) ? format[0] : format
  if (!isObject(one)) return {}
  const schema = one['schema'] ?? (one['mime_type'] === undefined ? one : undefined)
  return { responseMimeType: 'application/json', ...(isObject(schema) && { responseJsonSchema: schema }) }
}
