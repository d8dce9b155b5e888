import type { Span } from '@loupe-ai/model'
import type { Engine } from './engine.ts'
import { PART_COLUMNS, PartWriter, type StoredContent } from './payload/part-writer.ts'
import { INSERT_COLUMNS, spanLine } from './span-row.ts'

/** A span as it was stored. */
interface InsertedSpan {
  readonly span: Span
  readonly version: bigint
}

export interface SpanInsert {
  readonly inserted: readonly InsertedSpan[]
  /** Stores rows and parts at once, and then remembers the parts. */
  run(engine: Engine): Promise<void>
}

/** Makes the rows of a commit. Throws a RangeError if a time does not fit in 64 bits. */
export function prepareInsert(
  spans: readonly Span[],
  commit: bigint,
  { secret, stored }: { readonly secret: string; readonly stored: StoredContent },
): SpanInsert {
  const parts = new PartWriter(secret, stored, commit)
  const lines: string[] = []
  const inserted: InsertedSpan[] = []
  for (const span of spans) {
    const { line, version } = spanLine(span, parts.write(span), commit)
    lines.push(line)
    inserted.push({ span, version })
  }
  const rows = { table: 'spans', columns: INSERT_COLUMNS, format: 'TSV', bytes: linesOf(lines) } as const
  return {
    inserted,
    async run(engine) {
      await Promise.all([
        engine.insert(rows),
        ...(parts.count === 0
          ? []
          : [engine.insert({ table: 'parts', columns: PART_COLUMNS, format: 'TSV', bytes: parts.bytes() })]),
      ])
      parts.markStored()
    },
  }
}

const linesOf = (lines: readonly string[]): Uint8Array => Buffer.from(`${lines.join('\n')}\n`)
