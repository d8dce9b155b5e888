import { TRACE_METADATA, TRACE_TAG, type TraceInfo } from '@loupe-ai/model'

/** The name of a trace; its id if nobody named it. */
export const nameOfTrace = (info: TraceInfo): string => info.tags[TRACE_TAG.name] ?? info.traceId

export const sessionOf = (info: TraceInfo): string | undefined => info.metadata[TRACE_METADATA.session]

/** A preview on one line. Rows show a few hundred pixels, so more characters would only cost. */
export const oneLine = (text: string | undefined): string => (text ?? '').slice(0, 400).replace(/\s+/gu, ' ').trim()

/** All tokens of a trace, or undefined if nobody counted. */
export function totalTokens({ usage }: TraceInfo): number | undefined {
  if (usage === undefined) return undefined
  if (usage.totalTokens !== undefined) return usage.totalTokens
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return undefined
  return (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
}
