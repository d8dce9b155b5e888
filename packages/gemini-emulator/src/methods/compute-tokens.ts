import { isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { CountTokensRequest } from '../request/generate-request.ts'
import { readMessage } from '../request/read-message.ts'
import { COUNT_TOKENS } from '../request/request-fields.ts'
import { checkContents } from '../request/validate-request.ts'
import { hash32 } from '../seeded.ts'
import { splitTokens } from '../tokens.ts'
import type { MethodCall } from './method-call.ts'

/** ComputeTokensResponse of Vertex AI: ids as strings, tokens in base64 (gemini-api.md §8). */
export interface ComputeTokensBody {
  tokensInfo: { role: string; tokenIds: string[]; tokens: string[] }[]
}

const VOCABULARY = 256_000

/** models.computeTokens: the pieces that countTokens counts. */
export function computeTokens({ body }: MethodCall): ComputeTokensBody | ApiFailure {
  const request = readMessage<CountTokensRequest>(body, COUNT_TOKENS)
  if (isFailure(request)) return request
  const failure = checkContents(request.contents)
  if (failure) return failure
  const infos = (request.contents ?? []).flatMap(({ role = 'user', parts = [] }) =>
    parts.map(({ text = '' }) => {
      const tokens = splitTokens(text)
      return {
        role,
        tokenIds: tokens.map((token) => String(hash32(`token:${token}`) % VOCABULARY)),
        tokens: tokens.map((token) => Buffer.from(token).toString('base64')),
      }
    }),
  )
  return { tokensInfo: infos }
}
