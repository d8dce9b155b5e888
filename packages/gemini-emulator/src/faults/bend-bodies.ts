import { writeContinuation } from '../answer/continuation.ts'
import type { CandidateBody, GenerateContentBody } from '../methods/generate-content.ts'
import type { OutputPart } from '../stream/stream-arguments.ts'
import type { Fault } from './fault-kinds.ts'

type Body = GenerateContentBody<OutputPart>

/** Applies the faults that change what an answer says. `bodies` is the one body of a unary answer, or a stream's chunks. */
export function bendBodies(bodies: readonly Body[], faults: readonly Fault[]): Body[] {
  return faults.reduce<Body[]>((bent, fault) => bend(bent, fault), [...bodies])
}

function bend(bodies: Body[], { kind, argument }: Fault): Body[] {
  switch (kind) {
    case 'blocked': {
      const blockReason = argument.toUpperCase()
      // Only Vertex AI tells the time, and only it says why.
      const why = bodies.at(-1)?.createTime !== undefined && {
        blockReasonMessage: 'The prompt could not be submitted.',
      }
      return [withoutOutput(bodies, { promptFeedback: { blockReason, ...why, safetyRatings: [] } })]
    }
    case 'continuation':
      return bodies.length === 1 ? [firstHalf(bodies[0]!)] : bodies
    case 'safety-stop': {
      const safetyRatings = [
        { category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true },
        { category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' },
      ]
      return [withoutOutput(bodies, { candidates: [{ finishReason: 'SAFETY', index: 0, safetyRatings }] })]
    }
    case 'malformed-call': {
      const finishMessage = 'Malformed function call: print(default_api.'
      const candidate = { content: {}, finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage, index: 0 }
      return [withoutOutput(bodies, { candidates: [candidate] })]
    }
    case 'no-usage':
      return bodies.map((body) => without(body, 'usageMetadata'))
    case 'no-finish':
      return bodies.map((body) => ({
        ...body,
        ...(body.candidates && { candidates: body.candidates.map(unfinished) }),
      }))
    default:
      return bodies
  }
}

function firstHalf(body: Body): Body {
  const [candidate] = body.candidates ?? []
  const parts = candidate?.content?.parts ?? []
  const text = parts.at(-1)?.text
  if (!candidate || text === undefined || text.length < 2) return body
  // Surrogates of one character stay together.
  const middle = text.slice(0, Math.ceil(text.length / 2)).replace(/[\uD800-\uDBFF]$/, '').length
  const half = {
    ...without(candidate, 'finishMessage'),
    content: { ...candidate.content, parts: [...parts.slice(0, -1), { ...parts.at(-1), text: text.slice(0, middle) }] },
    finishReason: 'CONTINUATION',
    continuationToken: writeContinuation(text.slice(middle)),
  }
  return { ...body, candidates: [half] }
}

function unfinished(candidate: CandidateBody<OutputPart>): CandidateBody<OutputPart> {
  return without(candidate, 'finishReason', 'finishMessage')
}

/** An answer with nothing in it: only the prompt is counted. */
function withoutOutput(bodies: readonly Body[], said: Partial<Body>): Body {
  const last = bodies.at(-1)!
  const base = without(last, 'candidates', 'usageMetadata')
  if (!last.usageMetadata) return { ...said, ...base }
  const prompt = without(last.usageMetadata, 'candidatesTokenCount', 'thoughtsTokenCount', 'candidatesTokensDetails')
  return { ...said, usageMetadata: { ...prompt, totalTokenCount: prompt.promptTokenCount ?? 0 }, ...base }
}

function without<T extends object, K extends keyof T>(body: T, ...fields: K[]): Omit<T, K> {
  const kept = { ...body }
  for (const field of fields) delete kept[field]
  return kept
}
