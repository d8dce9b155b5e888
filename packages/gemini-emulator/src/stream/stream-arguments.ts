import type { Json } from '../json.ts'
import { isObject } from '../json.ts'
import type { FunctionCall, Part } from '../request/generate-request.ts'
import { cutText } from './cut-text.ts'
import type { PlannedChunk } from './plan-chunks.ts'

/** A piece of one argument: its place as a JSON path, and a value of one type. */
interface PartialArgument {
  jsonPath: string
  stringValue?: string
  numberValue?: number
  boolValue?: boolean
  nullValue?: 'NULL_VALUE'
  willContinue?: boolean
}

/** A piece of a call: its name first, then its arguments, then nothing. */
interface CallPiece {
  id?: string
  name?: string
  partialArgs?: PartialArgument[]
  willContinue?: boolean
}

/** A part as it goes out, where calls may be in pieces. */
export type OutputPart = Omit<Part, 'functionCall'> & { functionCall?: FunctionCall | CallPiece }

/** A chunk whose calls may be in pieces. */
export type OutputChunk = Omit<PlannedChunk, 'parts'> & { parts: OutputPart[] }

/** Spreads each call over chunks of its own, argument by argument, as Vertex AI does on demand: gemini-api.md §6.5. */
export function streamArguments(chunks: readonly PlannedChunk[], seed: string): OutputChunk[] {
  return chunks.flatMap((chunk): OutputChunk[] => {
    const calls = chunk.parts.filter((part) => part.functionCall)
    if (calls.length === 0) return [chunk]
    const { finishReason, finishMessage, ...unfinished } = chunk
    const others = chunk.parts.filter((part) => !part.functionCall)
    const pieces = calls.flatMap((part) => piecesOf(part, seed))
    const spread: OutputChunk[] = [
      ...(others.length > 0 ? [{ ...unfinished, parts: others }] : []),
      ...pieces.map((part): OutputChunk => ({ ...unfinished, parts: [part] })),
    ]
    const last = spread.pop()!
    return [
      ...spread,
      {
        ...last,
        ...(finishReason !== undefined && { finishReason }),
        ...(finishMessage !== undefined && { finishMessage }),
      },
    ]
  })
}

function piecesOf({ functionCall, thoughtSignature }: Part, seed: string): OutputPart[] {
  const { id, name, args = {} } = functionCall!
  const begin: OutputPart = {
    functionCall: { ...(id !== undefined && { id }), name, willContinue: true },
    ...(thoughtSignature !== undefined && { thoughtSignature }),
  }
  const values = Object.entries(args).flatMap(([key, value]) => argumentPieces(`$.${key}`, value, seed))
  return [
    begin,
    ...values.map((piece): OutputPart => ({ functionCall: { partialArgs: [piece], willContinue: true } })),
    { functionCall: {} },
  ]
}

function argumentPieces(jsonPath: string, value: Json, seed: string): PartialArgument[] {
  if (typeof value === 'string') {
    const texts = cutText(value, `${seed}:${jsonPath}`)
    return [
      ...texts.map((stringValue) => ({ jsonPath, stringValue, willContinue: true })),
      { jsonPath, stringValue: '' },
    ]
  }
  if (typeof value === 'number') return [{ jsonPath, numberValue: value }]
  if (typeof value === 'boolean') return [{ jsonPath, boolValue: value }]
  if (value === null) return [{ jsonPath, nullValue: 'NULL_VALUE' }]
  if (Array.isArray(value)) return value.flatMap((item, index) => argumentPieces(`${jsonPath}[${index}]`, item, seed))
  return isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => argumentPieces(`${jsonPath}.${key}`, item, seed))
    : []
}
