import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { Family } from '../models.ts'
import type { Content, Part } from './generate-request.ts'

/** Contents of one speaker in a row, which count as one: clients keep a stream's chunks as contents of their own. */
interface Turn {
  isModel: boolean
  parts: readonly Part[]
  /** Where it begins in `contents`. */
  index: number
}

function turnsOf(contents: readonly Content[]): Turn[] {
  const turns: Turn[] = []
  for (const [index, { role, parts = [] }] of contents.entries()) {
    const isModel = role === 'model'
    const last = turns.at(-1)
    if (last?.isModel === isModel) turns[turns.length - 1] = { ...last, parts: [...last.parts, ...parts] }
    else turns.push({ isModel, parts, index })
  }
  return turns
}

const calls = (turn: Turn | undefined): number =>
  turn?.isModel ? turn.parts.filter((part) => part.functionCall).length : 0
const responses = (turn: Turn): number => turn.parts.filter((part) => part.functionResponse).length

/** The order of turns around function calls, and Gemini 3's signatures: the service's 400, or nothing. */
export function checkTurns(contents: readonly Content[], family: Family): ApiFailure | undefined {
  const turns = turnsOf(contents)
  for (const [index, turn] of turns.entries()) {
    const before = turns[index - 1]
    if (calls(turn) > 0 && before === undefined) {
      return invalidArgument(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      )
    }
    if (responses(turn) > 0 && calls(before) === 0) {
      return invalidArgument('Please ensure that function response turn comes immediately after a function call turn.')
    }
    const next = turns[index + 1]
    if (calls(turn) > 0 && next && responses(next) !== calls(turn)) {
      return invalidArgument(
        'Please ensure that the number of function response parts is equal to the number of function call parts of ' +
          'the function call turn.',
      )
    }
  }
  return family === '3' ? checkSignatures(turns) : undefined
}

/** Only what happened since the user last said something is checked. */
function checkSignatures(turns: readonly Turn[]): ApiFailure | undefined {
  const start = turns.findLastIndex((turn) => !turn.isModel && responses(turn) === 0)
  for (const turn of turns.slice(start + 1)) {
    const first = turn.isModel ? turn.parts.find((part) => part.functionCall) : undefined
    if (first && !first.thoughtSignature) {
      return invalidArgument(
        'Function call is missing a thought_signature in functionCall parts. This is required for tools to work ' +
          'correctly, and missing thought_signature may lead to degraded model performance. Additional data, function ' +
          `call \`default_api:${first.functionCall!.name}\` , position ${turn.index + 1}. Please refer to ` +
          'https://ai.google.dev/gemini-api/docs/thought-signatures for more details.',
      )
    }
  }
  return undefined
}
