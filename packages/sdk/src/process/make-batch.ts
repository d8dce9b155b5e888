import type { ExportBatch, OutgoingSpan, StoredAttachment } from '../export/exporter.ts'
import type { SpooledSpan } from '../spool/read-segments.ts'
import type { SpoolReceipt } from '../spool/spool.ts'
import { inMemory, type Attachment } from './attachment.ts'
import type { QueuedSpan } from './span-queue.ts'

/** With what its spans refer to, each once. */
export function batchOf(spans: readonly QueuedSpan[], partials: readonly OutgoingSpan[]): ExportBatch {
  const attachments = new Map<string, StoredAttachment>()
  for (const span of spans)
    for (const each of span.attachments ?? []) attachments.set(`${each.traceId}/${each.id}`, each)
  return { spans, partials, attachments: [...attachments.values()] }
}

/** A span on its way into the queue, holding no more than it must. */
export function queued(
  { traceId, spanId, isLocalRoot, bytes, resource }: OutgoingSpan,
  attachments: readonly Attachment[],
  receipt: SpoolReceipt | undefined,
): QueuedSpan {
  if (attachments.length === 0) return { traceId, spanId, isLocalRoot, bytes, resource, receipt }
  const stored = receipt?.attachments ?? attachments.map(inMemory)
  const attachedBytes = receipt === undefined ? stored.reduce((sum, { size }) => sum + size, 0) : 0
  return { traceId, spanId, isLocalRoot, bytes, resource, receipt, attachments: stored, attachedBytes }
}

/** The spans of a trace together, in order of the first of each. */
export const byTraces = (spans: readonly SpooledSpan[]): readonly SpooledSpan[] =>
  [...Map.groupBy(spans, ({ traceId }) => traceId).values()].flat()

/** By traces where these stand together. */
export function suspectsLast(
  spans: readonly SpooledSpan[],
  unit: 'span' | 'trace',
  isSuspect: (span: SpooledSpan) => boolean,
): readonly SpooledSpan[] {
  if (!spans.some(isSuspect)) return spans
  const traces = new Set(unit === 'trace' ? spans.filter(isSuspect).map(({ traceId }) => traceId) : [])
  const goesLast = (span: SpooledSpan): boolean => traces.has(span.traceId) || isSuspect(span)
  return [...spans.filter((span) => !goesLast(span)), ...spans.filter(goesLast)]
}
