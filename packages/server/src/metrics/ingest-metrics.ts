import type { GroupCommit } from '../ingest/group-commit.ts'
import type { MetricFamily, MetricType } from './prometheus-text.ts'

/** What became of spans that arrived, whichever way. */
export function ingestMetrics(ingest: Pick<GroupCommit, 'counts'>): readonly MetricFamily[] {
  const { storedSpans, failedSpans, refusedSpans, commits, queuedBytes } = ingest.counts()
  return [
    single('loupe_spans_stored_total', 'Spans that were stored and acknowledged.', 'counter', storedSpans),
    single('loupe_spans_failed_total', 'Spans that the store did not take.', 'counter', failedSpans),
    single(
      'loupe_spans_refused_total',
      'Spans that were sent away because the queue was full.',
      'counter',
      refusedSpans,
    ),
    single('loupe_commits_total', 'Inserts that were tried, each of many spans.', 'counter', commits),
    single('loupe_ingest_queue_bytes', 'Spans that wait or are being stored.', 'gauge', queuedBytes),
  ]
}

const single = (name: string, help: string, type: MetricType, value: number): MetricFamily => ({
  name,
  help,
  type,
  samples: [{ value }],
})
