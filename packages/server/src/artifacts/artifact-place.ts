import { traceId, type TraceId } from '@loupe-ai/model'
import { traceArtifactPath, type ArtifactPath } from '@loupe-ai/store'

/** Where a path of a client lies. */
export type ArtifactPlace =
  | { readonly kind: 'file'; readonly path: ArtifactPath }
  /** The file of a trace's spans, which is made of them and becomes them. */
  | { readonly kind: 'spans'; readonly traceId: TraceId; readonly experimentText?: string }

/** What is kept of clients' files that belong to no trace. */
const FILES_FOLDER = 'files'
export const SPANS_FILE = 'traces.json'
const MAX_TRACE_ID_CHARACTERS = 50

/**
 * Clients name a file by the artifact location of its experiment, and what stands before it in that location is not ours to
 * choose: `7/traces/<id>/artifacts/x` and `Volumes/a/b/c/traces/<id>/artifacts/x` are the same file of the same trace.
 */
export function placeOf(names: readonly string[]): ArtifactPlace {
  const inTrace = inTraceFolder(names)
  if (inTrace === undefined) return { kind: 'file', path: [FILES_FOLDER, ...names] }
  const { id, before, rest } = inTrace
  if (rest.length === 1 && rest[0] === SPANS_FILE) {
    return { kind: 'spans', traceId: id, ...(before.length > 0 && { experimentText: before.at(-1)! }) }
  }
  // As the ids of attachments are compared.
  const kept = rest.length === 2 && rest[0] === 'attachments' ? [rest[0], rest[1]!.toLowerCase()] : rest
  return { kind: 'file', path: traceArtifactPath(id, ...kept) }
}

/** The trace whose folder the path is. */
export function traceOfFolder(names: readonly string[]): TraceId | undefined {
  const inTrace = inTraceFolder(names)
  return inTrace?.rest.length === 0 ? inTrace.id : undefined
}

interface InTraceFolder {
  readonly before: readonly string[]
  readonly id: TraceId
  readonly rest: readonly string[]
}

function inTraceFolder(names: readonly string[]): InTraceFolder | undefined {
  const end = names.indexOf('artifacts')
  const id = names[end - 1]
  if (end < 2 || names[end - 2] !== 'traces' || id === undefined || id.length > MAX_TRACE_ID_CHARACTERS)
    return undefined
  return { before: names.slice(0, end - 2), id: traceId(id), rest: names.slice(end + 1) }
}
