import { formatCount, formatDuration, Kbd } from '@loupe-ai/viewer'
import type { TraceInfo } from '@loupe-ai/model'
import { useMemo } from 'react'
import { durationsOf } from './list-durations.ts'

/** What is loaded, and how long it took. Percentiles are of the loaded rows, and say so. */
export function ListFooter({ rows, hasMore }: { readonly rows: readonly TraceInfo[]; readonly hasMore: boolean }) {
  const durations = useMemo(() => durationsOf(rows), [rows])
  const counted = `Of the ${formatCount(durations?.count)} loaded traces that have ended`
  return (
    <footer className="traces__foot">
      <span>
        <b>{formatCount(rows.length)}</b> {rows.length === 1 ? 'trace' : 'traces'}
        {hasMore && ' loaded, more below'}
      </span>
      {durations !== undefined && (
        <>
          <span title={`Half of them took no longer. ${counted}.`}>
            p50 <b>{formatDuration(durations.p50Millis)}</b>
          </span>
          <span title={`95 of 100 took no longer. ${counted}.`}>
            p95 <b>{formatDuration(durations.p95Millis)}</b>
          </span>
        </>
      )}
      {rows.length > 0 && (
        <>
          <span className="traces__keys">
            <Kbd>j</Kbd> <Kbd>k</Kbd> move
          </span>
          <span>
            <Kbd>Enter</Kbd> open
          </span>
        </>
      )}
    </footer>
  )
}
