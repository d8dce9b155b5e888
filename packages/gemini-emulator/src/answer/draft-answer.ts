import { draftCalls } from '../function-calling/draft-calls.ts'
import { isObject } from '../json.ts'
import type { GenerateContentRequest } from '../request/generate-request.ts'
import type { Conversation } from './conversation.ts'
import { fallbackAnswer } from './fallback-answer.ts'
import { chooseEnum, jsonForSchema } from './json-for-schema.ts'
import type { Draft } from './reply.ts'
import { scriptedAnswer } from './scripted-answers.ts'

/** Decides what to say: the first of the ways that fits the request. */
export function draftAnswer(request: GenerateContentRequest, conversation: Conversation, seed: string): Draft {
  const called = draftCalls(request, conversation, seed)
  if (called?.kind === 'calls') return called
  const structured = structuredAnswer(request, conversation, seed)
  if (structured !== undefined) return { kind: 'text', text: structured }
  return called ?? { kind: 'text', text: scriptedAnswer(conversation) ?? fallbackAnswer(conversation, seed) }
}

/** An answer in the form that `responseMimeType` and the schema ask for. */
function structuredAnswer(
  { generationConfig }: GenerateContentRequest,
  conversation: Conversation,
  seed: string,
): string | undefined {
  const { responseMimeType, responseSchema, responseJsonSchema } = generationConfig ?? {}
  const schema = responseSchema ?? (isObject(responseJsonSchema) ? responseJsonSchema : undefined)
  if (responseMimeType === 'text/x.enum') return chooseEnum(schema ?? {}, conversation.prompt, seed)
  if (responseMimeType !== 'application/json') return undefined
  if (!schema)
    return JSON.stringify(
      { response: scriptedAnswer(conversation) ?? fallbackAnswer(conversation, seed) },
      undefined,
      2,
    )
  return JSON.stringify(jsonForSchema(schema, conversation.prompt, seed), undefined, 2)
}
