import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { CountTokensRequest, GenerateContentRequest } from '../request/generate-request.ts'
import { readMessage } from '../request/read-message.ts'
import { COUNT_TOKENS } from '../request/request-fields.ts'
import { checkContents } from '../request/validate-request.ts'
import { countPrompt, promptDetails, totalOf } from '../usage.ts'
import type { ModalityCount } from '../usage.ts'
import type { MethodCall } from './method-call.ts'

/** CountTokensResponse. */
export interface CountTokensBody {
  totalTokens: number
  totalBillableCharacters?: number
  promptTokensDetails: ModalityCount[]
}

/** models.countTokens: of bare contents, or of a whole generateContent request. */
export function countTokens({ body, model, backend }: MethodCall): CountTokensBody | ApiFailure {
  const request = readMessage<CountTokensRequest & GenerateContentRequest>(body, COUNT_TOKENS)
  if (isFailure(request)) return request
  const { contents, generateContentRequest } = request
  if (contents && generateContentRequest) {
    return invalidArgument(
      '* CountTokensRequest.contents: only one of contents and generate_content_request may be set.\n',
    )
  }
  const counted = generateContentRequest ?? request
  const failure = checkContents(counted.contents)
  if (failure) return failure
  const prompt = countPrompt(counted, model.family, backend)
  return {
    totalTokens: totalOf(prompt),
    ...(backend === 'vertex' && { totalBillableCharacters: prompt.textCharacters }),
    promptTokensDetails: promptDetails(prompt),
  }
}
