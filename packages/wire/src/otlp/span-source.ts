import type { Attributes } from '@loupe-ai/model'
import type { OtlpDecoded, OtlpScopeSpans, OtlpSpan, OtlpTraceRequest } from './otlp-request.ts'

/** An ExportTraceServiceRequest whose spans are read one after the other, once. */
export interface OtlpSpanSource {
  /** Readable or not. */
  readonly spanCount: number
  readonly resourceSpans: readonly {
    readonly resource: Attributes
    readonly scopeSpans: readonly {
      readonly scope: OtlpScopeSpans['scope']
      readonly spans: Iterable<OtlpDecoded<OtlpSpan>>
    }[]
  }[]
  /** Spans that could not be read and stand nowhere else, a reason with its place for each. */
  readonly unreadableSpans?: readonly string[]
}

/** A request that was read as a whole. */
export function spanSourceOf({ resourceSpans, unreadableSpans = [] }: OtlpTraceRequest): OtlpSpanSource {
  let spanCount = unreadableSpans.length
  for (const { scopeSpans } of resourceSpans) for (const { spans } of scopeSpans) spanCount += spans.length
  return {
    spanCount,
    unreadableSpans,
    resourceSpans: resourceSpans.map(({ resource, scopeSpans }) => ({
      resource,
      scopeSpans: scopeSpans.map(({ scope, spans }) => ({
        scope,
        spans: spans.map((value) => ({ ok: true as const, value })),
      })),
    })),
  }
}
