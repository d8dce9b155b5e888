import type { OutgoingSpan } from '../export/exporter.ts'
import type { BatchOptions } from './batch-options.ts'

type BatchLimits = Pick<BatchOptions, 'maxBatchSpans' | 'maxBatchBytes'>

/**
 * Where the batch ends that begins at `start`: at least one span, or one trace when `unit` says so, and no more than
 * `limits` allow beyond that. `spans` stand by traces then.
 */
export function batchEnd<Span extends OutgoingSpan>(
  spans: readonly Span[],
  start: number,
  unit: 'span' | 'trace',
  { maxBatchSpans, maxBatchBytes }: BatchLimits,
  sizeOf: (span: Span) => number,
): number {
  let bytes = 0
  let end = start
  for (let next = start + 1; next <= spans.length; next++) {
    bytes += sizeOf(spans[next - 1]!)
    if (end > start && (next - start > maxBatchSpans || bytes > maxBatchBytes)) break
    if (unit === 'span' || spans[next]?.traceId !== spans[next - 1]!.traceId) end = next
  }
  return end
}
