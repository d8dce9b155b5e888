import { draftCalls } from '../function-calling/draft-calls.ts'
import type { GenerateContentRequest } from '../request/generate-request.ts'
import type { Conversation } from './conversation.ts'
import { fallbackAnswer } from './fallback-answer.ts'
import type { Draft } from './reply.ts'
import { scriptedAnswer } from './scripted-answers.ts'

/** Decides what to say: the first of the ways that fits the request. */
export function draftAnswer(request: GenerateContentRequest, conversation: Conversation, seed: string): Draft {
  const called = draftCalls(request, conversation, seed)
  if (called) return called
  const text = scriptedAnswer(conversation) ?? fallbackAnswer(conversation, seed)
  return { kind: 'text', text }
}
