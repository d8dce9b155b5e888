/** A picture, a sound or a file that a payload refers to (mlflow-wire.md §4.10). */
export interface AttachmentRef {
  /** A uuid in lower case. */
  readonly id: string
  readonly traceId: string
  readonly contentType: string
  /** In bytes; absent where the reference does not say. */
  readonly size?: number
}

const REFERENCE = /^mlflow-attachment:\/\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\?([^#\s]{1,2000})$/i
const MAX_REFERENCE_CHARACTERS = 2100

/** The reference that a text is, if it is one whole. */
export function readAttachmentUri(text: string): AttachmentRef | undefined {
  if (!text.startsWith('mlflow-attachment://') || text.length > MAX_REFERENCE_CHARACTERS) return undefined
  const [, id, query] = REFERENCE.exec(text) ?? []
  if (id === undefined) return undefined
  const facts = new URLSearchParams(query)
  const traceId = facts.get('trace_id') ?? ''
  if (traceId === '' || traceId.length > 50) return undefined
  const size = /^\d{1,15}$/.exec(facts.get('size') ?? '')?.[0]
  return {
    id: id.toLowerCase(),
    traceId,
    contentType: facts.get('content_type') || 'application/octet-stream',
    ...(size !== undefined && { size: Number(size) }),
  }
}

export type MediaKind = 'image' | 'audio' | 'video' | 'pdf' | 'file'

/** What a browser draws or plays without running anything. SVG can hold scripts and counts as a file. */
const IMAGES = /^image\/(png|jpe?g|gif|webp|avif|bmp)$/
const AUDIO = /^audio\/(aac|flac|mp3|mp4|mpeg|ogg|wave?|webm|x-wav)$/
const VIDEO = /^video\/(mp4|mpeg|ogg|quicktime|webm|mov)$/

export function mediaKind(contentType: string | undefined): MediaKind {
  const type = contentType?.split(';')[0]!.trim().toLowerCase() ?? ''
  if (IMAGES.test(type)) return 'image'
  if (AUDIO.test(type)) return 'audio'
  if (VIDEO.test(type)) return 'video'
  return type === 'application/pdf' ? 'pdf' : 'file'
}
