import type { TraceId } from '@loupe-ai/model'

import type { StoredAttachment } from '../export/exporter.ts'

/** Media taken out of the inputs and outputs of a span, which refer to it by its id. */
export interface Attachment {
  readonly traceId: TraceId
  /** A UUID, from trace and content: a repeat has the same. */
  readonly id: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

export const inMemory = ({ traceId, id, contentType, bytes }: Attachment): StoredAttachment => ({
  traceId,
  id,
  contentType,
  size: bytes.byteLength,
  read: async () => bytes,
  readNow: () => bytes,
})
