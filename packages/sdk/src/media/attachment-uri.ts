import type { Attachment } from '../process/attachment.ts'

/** What stands in inputs and outputs for an attachment, as MLflow's clients write it (mlflow-wire.md §4.10). */
export function attachmentUri({ id, contentType, traceId, bytes }: Attachment): string {
  const facts = new URLSearchParams({ content_type: contentType, trace_id: traceId, size: String(bytes.byteLength) })
  return `mlflow-attachment://${id}?${facts}`
}
