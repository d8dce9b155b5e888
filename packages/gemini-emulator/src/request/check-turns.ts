import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { Family } from '../models.ts'
import type { Content } from './generate-request.ts'

const calls = (content: Content | undefined): number =>
  content?.role === 'model' ? (content.parts ?? []).filter((part) => part.functionCall).length : 0
const responses = (content: Content | undefined): number =>
  (content?.parts ?? []).filter((part) => part.functionResponse).length

/** The order of turns around function calls, and Gemini 3's signatures: the service's 400, or nothing. */
export function checkTurns(contents: readonly Content[], family: Family): ApiFailure | undefined {
  for (const [index, content] of contents.entries()) {
    const before = contents[index - 1]
    if (calls(content) > 0 && (before === undefined || before.role === 'model')) {
      return invalidArgument(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      )
    }
    if (responses(content) > 0 && calls(before) === 0) {
      return invalidArgument(
        'Please ensure that function response turn comes immediately after a function call turn.',
      )
    }
    if (responses(content) > 0 && responses(content) !== calls(before)) {
      return invalidArgument(
        'Please ensure that the number of function response parts is equal to the number of function call parts of ' +
          'the function call turn.',
      )
    }
  }
  return family === '3' ? checkSignatures(contents) : undefined
}

/** Only the turn in progress is checked: from the last content in which the user said something. */
function checkSignatures(contents: readonly Content[]): ApiFailure | undefined {
  const start = contents.findLastIndex((content) => content.role !== 'model' && responses(content) === 0)
  for (let index = start + 1; index < contents.length; index++) {
    const first = contents[index]!.role === 'model' && contents[index]!.parts?.find((part) => part.functionCall)
    if (first && !first.thoughtSignature) {
      return invalidArgument(
        'Function call is missing a thought_signature in functionCall parts. This is required for tools to work ' +
          'correctly, and missing thought_signature may lead to degraded model performance. Additional data, function ' +
          `call \`default_api:${first.functionCall!.name}\` , position ${index + 1}. Please refer to ` +
          'https://ai.google.dev/gemini-api/docs/thought-signatures for more details.',
      )
    }
  }
  return undefined
}
