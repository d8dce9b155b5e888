import type { Span } from '@loupe-ai/model'
import type { PreparedSpans } from '../trace-store.ts'
import type { Engine } from './engine.ts'
import { PART_COLUMNS, PartsPreparer, type PreparedPart, type StoredContent } from './payload/prepare-parts.ts'
import { INSERT_COLUMNS, ResourceTexts, spanLine, type SummarizedSpan, summarizedSpan } from './span-row.ts'
import { LineBuffer, type Lines, linesWhere, writeCommit } from './line-buffer.ts'
import { type SpanPlace, widenAt } from './summary/span-place.ts'

interface PreparedSpan {
  readonly traceId: Span['traceId']
  readonly version: bigint
  readonly span: SummarizedSpan
}

/** Rows as bytes, so that nothing else of the spans stays in memory until their commit. */
export interface PreparedRows extends PreparedSpans {
  readonly spans: readonly PreparedSpan[]
  readonly places: ReadonlyMap<Span['traceId'], SpanPlace>
  /** Of `INSERT_COLUMNS`, one for each span. */
  readonly spanLines: Lines
  readonly parts: readonly PreparedPart[]
  /** Of `PART_COLUMNS`, one for each of `parts`. */
  readonly partLines: Lines
}

/** Makes the rows of spans, one after the other. Throws a RangeError if a time does not fit in 64 bits. */
export function prepareRows(spans: Iterable<Span>, secret: string, stored: StoredContent): PreparedRows {
  const preparer = new PartsPreparer(secret, stored)
  const resourceTexts = new ResourceTexts()
  const lines = new LineBuffer()
  const prepared: PreparedSpan[] = []
  const places = new Map<Span['traceId'], SpanPlace>()
  for (const span of spans) {
    const { pieces, version } = spanLine(span, preparer.write(span), resourceTexts)
    for (const piece of pieces) lines.write(piece)
    lines.endLine()
    widenAt(places, span)
    prepared.push({ traceId: span.traceId, version, span: summarizedSpan(span) })
  }
  const spanLines = lines.take()
  const { parts, lines: partLines } = preparer.take()
  return {
    count: prepared.length,
    bytes: spanLines.bytes.length + partLines.bytes.length,
    spans: prepared,
    places,
    spanLines,
    parts,
    partLines,
  }
}

/**
 * Stores what spans refer to, which comes before them: a process that dies between the two leaves no span without its
 * payloads. Then remembers it, if `isToRemember` still says so. What several groups bring is stored once.
 */
export async function insertParts(
  engine: Engine,
  prepared: readonly PreparedRows[],
  commit: bigint,
  stored: StoredContent,
  isToRemember: () => boolean,
): Promise<void> {
  for (const { partLines } of prepared) writeCommit(partLines, commit)
  const parts = newParts(prepared, stored)
  if (parts.length > 0) {
    await engine.insert({ table: 'parts', columns: PART_COLUMNS, format: 'TSV', bytes: Buffer.concat(parts) })
  }
  if (!isToRemember()) return
  for (const { parts: lines } of prepared) {
    for (const { key, micros, scope, valueHashes } of lines) {
      if (key !== undefined) stored.parts.add(key, micros)
      if (valueHashes.length > 0) stored.values.add(scope, valueHashes)
    }
  }
}

/** Stores spans, in one commit, whose parts are stored. */
export async function insertSpanRows(engine: Engine, prepared: readonly PreparedRows[], commit: bigint): Promise<void> {
  for (const { spanLines } of prepared) writeCommit(spanLines, commit)
  const bytes = Buffer.concat(prepared.map(({ spanLines }) => spanLines.bytes))
  await engine.insert({ table: 'spans', columns: INSERT_COLUMNS, format: 'TSV', bytes })
}

/** The lines that nothing brought since they were prepared. */
function newParts(prepared: readonly PreparedRows[], stored: StoredContent): Buffer[] {
  const seen = new Map<string, number>()
  const isNew = ({ key, micros }: PreparedPart): boolean => {
    if (key === undefined) return true
    const earlier = seen.get(key)
    if (earlier === undefined ? stored.parts.has(key, micros) : earlier <= micros) return false
    seen.set(key, micros)
    return true
  }
  return prepared.flatMap(({ parts, partLines }) => linesWhere(partLines, (index) => isNew(parts[index]!)))
}
