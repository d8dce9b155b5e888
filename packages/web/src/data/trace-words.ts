import type { TraceInfo } from '@loupe-ai/model'
import { oneLine, shortTraceId, traceName, withPlainReferences } from '@loupe-ai/viewer'

// Rows show a few hundred pixels; more characters would only cost.
const MAX_ROW_CHARACTERS = 400

/** The name of a trace; its id, shortened, if nobody named it: its root has not arrived. */
export const nameOfTrace = (info: TraceInfo): string => traceName(info) ?? shortTraceId(info.traceId)

// Marks that stand around words, but not operators such as those of `2**3**4`.
const STRONG = /(^|[\s(])\*\*(?=\S)([^*]*[^*\s])\*\*(?=$|[\s).,;:!?…])/gu

/** A preview as a row shows it: one line, without Markdown's marks for strong words. */
export const rowText = (text: string | undefined): string =>
  withPlainReferences(oneLine(text ?? '', MAX_ROW_CHARACTERS)).replace(STRONG, '$1$2')

/** All tokens of a trace, or undefined if nobody counted. */
export function totalTokens({ usage }: TraceInfo): number | undefined {
  if (usage === undefined) return undefined
  if (usage.totalTokens !== undefined) return usage.totalTokens
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return undefined
  return (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
}
