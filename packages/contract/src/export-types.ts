import type { TraceEdit, TraceRecord } from '@loupe-ai/model'

/**
 * A line of an export that is none of spans (`writeExportedSpans` of wire): `{"loupe": …}` with one of these. Lines of one
 * trace follow each other, its spans first; files come at the end of a page.
 */
export type ExportedLine =
  /** To which the spans of the lines that follow may belong. */
  | { readonly experiment: { readonly id: string; readonly name: string; readonly tags: Record<string, string> } }
  /** What was said of a trace beside its spans, in order. */
  | {
      readonly sayings: {
        readonly traceId: string
        readonly record?: TraceRecord
        readonly edits: readonly TraceEdit[]
      }
    }
  /** A file of a trace. */
  | {
      readonly artifact: {
        readonly traceId: string
        readonly path: readonly string[]
        readonly contentType?: string
        readonly base64: string
      }
    }
  /** The last line of a page. `leftOut`: files that are too large. `total`: how many traces there are to export, on the first page. */
  | {
      readonly page: {
        readonly traces: number
        readonly leftOut?: number
        readonly total?: number
        readonly nextPageToken?: string
      }
    }

/** What an import took. */
export interface ImportResult {
  readonly spans: number
  /** Of which something was said. */
  readonly traces: number
  /** Lines and spans that could not be taken, and why of some. */
  readonly refused: number
  readonly reasons: readonly string[]
}
