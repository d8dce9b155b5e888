import type { CandidateBody, GenerateContentBody } from '../methods/generate-content.ts'
import type { Fault } from './fault-kinds.ts'

/** Applies the faults that change what an answer says. `bodies` is the one body of a unary answer, or a stream's chunks. */
export function bendBodies(bodies: readonly GenerateContentBody[], faults: readonly Fault[]): GenerateContentBody[] {
  return faults.reduce<GenerateContentBody[]>((bent, fault) => bend(bent, fault), [...bodies])
}

function bend(bodies: GenerateContentBody[], { kind, argument }: Fault): GenerateContentBody[] {
  switch (kind) {
    case 'blocked':
      return [withoutOutput(bodies, { promptFeedback: { blockReason: argument.toUpperCase(), safetyRatings: [] } })]
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

function unfinished(candidate: CandidateBody): CandidateBody {
  return without(candidate, 'finishReason', 'finishMessage')
}

/** An answer with nothing in it: only the prompt is counted. */
function withoutOutput(
  bodies: readonly GenerateContentBody[],
  said: Partial<GenerateContentBody>,
): GenerateContentBody {
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
