import { GEN_AI, textAt, type Span } from '@loupe-ai/model'
import { formatPlural } from '../format/number.ts'
import { oneLine } from '../format/one-line.ts'
import { failuresOf } from './error-text.ts'
import { summarizeToolCall, toolCallOf } from './tool-call.ts'

/** What lies below a row. */
export interface Below {
  readonly calls: number
  readonly tools: number
  readonly isParent: boolean
}

const MAX_CHARACTERS = 140
/** A payload larger than this is not read only to be shortened to a few words. */
const MAX_READ_CHARACTERS = 20_000

/** What a row says behind its name: what went wrong, with what it ran, which model, which turn, or how much is below. */
export function rowSubtitle(span: Span, turn: number | undefined, below: Below): string | undefined {
  const failure = span.status.code === 'ERROR' ? failuresOf(span)[0] : undefined
  if (failure !== undefined) return oneLine(failure.message || failure.type || '', MAX_CHARACTERS) || undefined
  if (span.type === 'TOOL') return isSmall(span) ? summarizeToolCall(toolCallOf(span)) : undefined
  if (turn !== undefined) return `turn ${turn}`
  const model = span.model ?? textAt(span.attributes, GEN_AI.requestModel)
  if (model !== undefined) return model
  // A call below which nothing is would only count itself.
  if (below.calls + below.tools === 1 && !below.isParent) return undefined
  const parts = [
    below.calls > 0 ? formatPlural(below.calls, 'call') : undefined,
    below.tools > 0 ? formatPlural(below.tools, 'tool') : undefined,
  ]
  return parts.filter((part) => part !== undefined).join(', ') || undefined
}

const isSmall = (span: Span): boolean => (span.inputs?.length ?? 0) + (span.outputs?.length ?? 0) <= MAX_READ_CHARACTERS
