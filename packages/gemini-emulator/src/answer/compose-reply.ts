import { functionCallId, thoughtSignature } from '../ids.ts'
import type { Model } from '../models.ts'
import type { Part } from '../request/generate-request.ts'
import type { GenerateContentRequest } from '../request/generate-request.ts'
import { countTextTokens } from '../tokens.ts'
import { callTokens } from '../usage.ts'
import { addMedia } from './add-media.ts'
import { readContinuation } from './continuation.ts'
import { readConversation } from './conversation.ts'
import type { Conversation } from './conversation.ts'
import { draftAnswer } from './draft-answer.ts'
import { limitText } from './limit-text.ts'
import type { Draft, Reply, ReplyCandidate } from './reply.ts'
import { thoughtsTokens, thoughtSummary } from './thinking.ts'
import { useServiceTools } from './use-service-tools.ts'

/** The answer of `model` to a validated request. The same arguments give the same answer. */
export function composeReply(request: GenerateContentRequest, model: Model, seed: string): Reply {
  const conversation = readConversation(request)
  const config = request.generationConfig ?? {}
  const rest = readContinuation(request.continuationToken)
  if (rest !== undefined) return restOfAnswer(rest)
  const drafts = Array.from({ length: config.candidateCount ?? 1 }, (_, index) =>
    draftAnswer(request, conversation, index === 0 ? seed : `${seed}#${index}`),
  )
  const thought = conversation.answered.length > 0 ? 0 : thoughtsTokens(model, config, draftTokens(drafts[0]!), seed)
  const maxTokens = (config.maxOutputTokens ?? model.outputTokenLimit) - thought
  const isShown = config.thinkingConfig?.includeThoughts === true && thought > 0
  let toolUseTokens = 0
  const candidates = drafts.map((draft, index) => {
    const itsSeed = `${seed}#${index}`
    const finished = finishDraft(draft, model, config.stopSequences ?? [], maxTokens, itsSeed, thought > 0)
    const used = useServiceTools(finished, request.tools ?? [], conversation.prompt, itsSeed)
    toolUseTokens += used.toolUseTokens
    const candidate = addMedia(used.candidate, model, config, conversation.prompt, itsSeed)
    return isShown ? withThoughts(candidate, draft, conversation) : candidate
  })
  return { candidates, thoughtsTokens: thought, toolUseTokens }
}

/** What a continued answer still has to say. It was thought about before. */
function restOfAnswer(text: string): Reply {
  const candidate = { parts: [{ text }], finishReason: 'STOP', tokens: countTextTokens(text) }
  return { candidates: [candidate], thoughtsTokens: 0, toolUseTokens: 0 }
}

function draftTokens(draft: Draft): number {
  return draft.kind === 'text' ? countTextTokens(draft.text) : 20 * draft.calls.length
}

function finishDraft(
  draft: Draft,
  model: Model,
  stopSequences: readonly string[],
  maxTokens: number,
  seed: string,
  hasThought: boolean,
): ReplyCandidate {
  // Generation 3 always signs; 2.5 signs a call that it thought about; 2.0 never does.
  const signs = model.family === '3' || (model.family === '2.5' && draft.kind === 'calls' && hasThought)
  const signature = signs ? { thoughtSignature: thoughtSignature(seed) } : {}
  if (draft.kind === 'calls') {
    const parts = draft.calls.map((call, index): Part => {
      const id = model.family === '3' ? { id: functionCallId(`${seed}:${index}`) } : {}
      return { functionCall: { name: call.name, args: call.args ?? {}, ...id }, ...(index === 0 && signature) }
    })
    const tokens = draft.calls.reduce((sum, call) => sum + callTokens(call), 0)
    if (tokens > maxTokens) return { parts: [], finishReason: 'MAX_TOKENS', tokens: 0 }
    return { parts, finishReason: 'STOP', finishMessage: 'Model generated function call(s).', tokens }
  }
  const { text, finishReason } = limitText(draft.text, stopSequences, maxTokens)
  if (text === '') return { parts: [], finishReason, tokens: 0 }
  return { parts: [{ text, ...signature }], finishReason, tokens: countTextTokens(text) }
}

function withThoughts(candidate: ReplyCandidate, draft: Draft, { prompt }: Conversation): ReplyCandidate {
  const summary = thoughtSummary(prompt, draft.kind === 'calls' ? 'calls' : 'answer')
  return { ...candidate, parts: [{ text: summary, thought: true }, ...candidate.parts] }
}
