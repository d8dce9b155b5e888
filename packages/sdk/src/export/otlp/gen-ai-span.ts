import { GEN_AI, MLFLOW, textAt, type Attributes, type AttributeValue } from '@loupe-ai/model'
import { parseJson, stringifyJson, type OtlpSpan } from '@loupe-ai/wire'

import { inputMessages, outputMessages, systemInstructions } from './gen-ai-messages.ts'
import { isObject, type FindMedia } from './message-parts.ts'
import { toolDefinitions } from './tool-definitions.ts'

/**
 * A span as other OTLP backends read it: messages under OpenTelemetry's names instead of MLflow's (gemini-sdk.md §16).
 * Inputs and outputs that are no messages stay where they are.
 */
export function genAiSpan(span: OtlpSpan, findMedia: FindMedia): OtlpSpan {
  const { [MLFLOW.spanInputs]: _inputs, [MLFLOW.spanOutputs]: _outputs, ...others } = span.attributes
  const inputs = payloadAt(span.attributes, MLFLOW.spanInputs)
  const outputs = payloadAt(span.attributes, MLFLOW.spanOutputs)
  const isTool = span.attributes[GEN_AI.operationName] === 'execute_tool'
  return {
    ...span,
    attributes: {
      ...(inputs !== undefined && (isTool ? toolInputs(inputs, findMedia) : requestContent(inputs, findMedia))),
      ...(outputs !== undefined && (isTool ? toolOutputs(outputs, findMedia) : responseContent(outputs, findMedia))),
      ...definitions(inputs, textAt(span.attributes, MLFLOW.chatTools)),
      // What the span says itself wins.
      ...others,
    },
  }
}

interface Payload {
  readonly value: unknown
}

/** Undefined when there is none; a text that is no JSON is itself. */
function payloadAt(attributes: Attributes, key: string): Payload | undefined {
  const value = attributes[key]
  if (value === undefined) return undefined
  try {
    return { value: typeof value === 'string' ? parseJson(value) : value }
  } catch {
    return { value }
  }
}

function requestContent({ value }: Payload, findMedia: FindMedia): Attributes {
  const messages = inputMessages(value, findMedia)
  const system = systemInstructions(value, findMedia)
  return {
    ...(messages === undefined
      ? { [MLFLOW.spanInputs]: withMediaFacts(value, findMedia) }
      : { [GEN_AI.inputMessages]: stringifyJson(messages) }),
    ...(system !== undefined && { [GEN_AI.systemInstructions]: stringifyJson(system) }),
  }
}

function responseContent({ value }: Payload, findMedia: FindMedia): Attributes {
  const messages = outputMessages(value, findMedia)
  return messages === undefined
    ? { [MLFLOW.spanOutputs]: withMediaFacts(value, findMedia) }
    : { [GEN_AI.outputMessages]: stringifyJson(messages) }
}

const toolInputs = ({ value }: Payload, findMedia: FindMedia): Attributes => ({
  [GEN_AI.toolCallArguments]: withMediaFacts(value, findMedia),
})

const toolOutputs = ({ value }: Payload, findMedia: FindMedia): Attributes => ({
  [GEN_AI.toolCallResult]: withMediaFacts(value, findMedia),
})

function definitions(inputs: Payload | undefined, chatTools: string | undefined): Attributes {
  const tools = toolDefinitions(inputs?.value, chatTools)
  return tools === undefined ? {} : { [GEN_AI.toolDefinitions]: stringifyJson(tools) }
}

/** As JSON text, with facts in place of what refers to media. */
function withMediaFacts(value: unknown, findMedia: FindMedia): AttributeValue {
  const replaced = (inner: unknown): unknown => {
    if (typeof inner === 'string') return findMedia(inner) ?? inner
    if (Array.isArray(inner)) return inner.map(replaced)
    return isObject(inner) ? Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, replaced(one)])) : inner
  }
  return stringifyJson(replaced(value))
}
