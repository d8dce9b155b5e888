import type { SpanId } from '@loupe-ai/model'
import type { TraceRow, TraceView } from './trace-view.ts'

/** Depth-first rows with what is below a folded row left out. O(visible rows). */
export function visibleRows({ rows }: Pick<TraceView, 'rows'>, collapsed: ReadonlySet<SpanId>): TraceRow[] {
  const visible: TraceRow[] = []
  for (let index = 0; index < rows.length;) {
    const row = rows[index]!
    visible.push(row)
    index = collapsed.has(row.span.spanId) ? row.endIndex : index + 1
  }
  return visible
}

export const hasChildren = (row: TraceRow): boolean => row.endIndex > row.index + 1
