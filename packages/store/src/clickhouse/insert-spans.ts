import type { Span } from '@loupe-ai/model'
import type { PreparedSpans } from '../trace-store.ts'
import type { Engine } from './engine.ts'
import { PART_COLUMNS, PartsPreparer, type PreparedPart, type StoredContent } from './payload/prepare-parts.ts'
import { INSERT_COLUMNS, ResourceTexts, spanLine, type SummarizedSpan, summarizedSpan } from './span-row.ts'
import { COMMIT_DIGITS, LineBuffer } from './line-buffer.ts'
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
  /** TSV, a line for each span, with room for the commit at its end. */
  readonly spanLines: Buffer
  readonly parts: readonly PreparedPart[]
  /** TSV, a line for each of `parts`. */
  readonly partLines: Buffer
}

const NEWLINE = 10

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
    bytes: spanLines.length + partLines.length,
    spans: prepared,
    places,
    spanLines,
    parts,
    partLines,
  }
}

/** Stores rows in one commit, and then remembers their parts. What another group of it brings too is stored once. */
export async function insertRows(
  engine: Engine,
  prepared: readonly PreparedRows[],
  commit: bigint,
  stored: StoredContent,
): Promise<void> {
  const digits = String(commit).padStart(COMMIT_DIGITS, '0')
  const spanLines = prepared.flatMap((rows) => linesWith(rows.spanLines, digits))
  const parts = newParts(prepared, digits, stored)
  // What a span refers to comes before it: a process that dies between the two leaves no span without its payloads.
  if (parts.length > 0) {
    await engine.insert({ table: 'parts', columns: PART_COLUMNS, format: 'TSV', bytes: Buffer.concat(parts) })
  }
  await engine.insert({ table: 'spans', columns: INSERT_COLUMNS, format: 'TSV', bytes: Buffer.concat(spanLines) })
  for (const { parts: lines } of prepared) {
    for (const { key, micros, scope, values } of lines) {
      if (key !== undefined) stored.parts.add(key, micros)
      if (values.length > 0) stored.values.add(scope, values)
    }
  }
}

/** The lines that nothing brought since they were prepared. */
function newParts(prepared: readonly PreparedRows[], digits: string, stored: StoredContent): Buffer[] {
  const seen = new Map<string, number>()
  const isNew = ({ key, micros }: PreparedRows['parts'][number]): boolean => {
    if (key === undefined) return true
    const earlier = seen.get(key)
    if (earlier === undefined ? stored.parts.has(key, micros) : earlier <= micros) return false
    seen.set(key, micros)
    return true
  }
  return prepared.flatMap(({ parts, partLines }) => {
    const lines = linesWith(partLines, digits)
    return lines.filter((_, index) => isNew(parts[index]!))
  })
}

/** The lines of a buffer, each with the digits of the commit written at its end. */
function linesWith(buffer: Buffer, digits: string): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < buffer.length;) {
    const end = buffer.indexOf(NEWLINE, start) + 1
    buffer.write(digits, end - 1 - COMMIT_DIGITS, 'latin1')
    lines.push(buffer.subarray(start, end))
    start = end
  }
  return lines
}
