import type { TraceId } from '@loupe-ai/model'

import type { Attachment } from '../process/attachment.ts'
import { attachmentId, sha256Of } from './attachment-id.ts'
import { attachmentUri } from './attachment-uri.ts'
import { base64Length, fromBase64 } from './base64-bytes.ts'
import type { FoundMedia, MediaFacts } from './media-sink.ts'
import { sniffType } from './sniff-type.ts'

/** Of all media of one trace, in bytes. What comes after that is recorded by type, size and hash. */
export const MAX_MEDIA_BYTES: number = 64 * 1024 * 1024
/** Hashing more than this would hold up the program for too long. */
const MAX_HASHED_BYTES = 256 * 1024 * 1024

const PLAIN_TYPE = /^[\w.+-]+\/[\x20-\x7e]{1,200}$/

interface Kept {
  readonly attachment: Attachment
  readonly uri: string
  /** The base64 text that it came from. */
  source: string | undefined
}

/** What stands for bytes in a record, and what is to be sent for it. */
export interface TakenMedia {
  readonly written: string | MediaFacts
  readonly attachment?: Attachment
}

/**
 * The media of one trace, each kept once: a conversation sends the same picture with every turn, and a call and the call
 * around it hold the same. Kept until the trace is over.
 */
export class TraceMedia {
  readonly #traceId: TraceId
  readonly #maxBytes: number
  readonly #kept = new Map<string, Kept>()
  #bytes = 0

  constructor(traceId: TraceId, maxBytes: number) {
    this.#traceId = traceId
    this.#maxBytes = maxBytes
  }

  /** Undefined for what is no bytes after all, or none. */
  take({ mimeType, data }: FoundMedia): TakenMedia | undefined {
    const known = typeof data === 'string' ? this.#fromSource(data) : undefined
    if (known !== undefined) return { written: known.uri, attachment: known.attachment }
    const size = typeof data === 'string' ? base64Length(data) : data.byteLength
    if (size > MAX_HASHED_BYTES) return { written: { mimeType: typeOf(mimeType), bytes: size } }
    const bytes = typeof data === 'string' ? fromBase64(data) : data
    if (bytes === undefined || bytes.byteLength === 0) return undefined
    const sha256 = sha256Of(bytes)
    const id = attachmentId(this.#traceId, sha256)
    const contentType = typeOf(mimeType) === UNTYPED ? sniffType(bytes) : typeOf(mimeType)
    const kept = this.#kept.get(id) ?? this.#keep(id, contentType, bytes, bytes === data)
    if (kept === undefined) return { written: { mimeType: contentType, bytes: size, sha256 } }
    if (typeof data === 'string') kept.source = data
    return { written: kept.uri, attachment: kept.attachment }
  }

  #fromSource(data: string): Kept | undefined {
    // Texts of another length differ at once, and the same text is the same object: this reads next to nothing.
    for (const kept of this.#kept.values()) if (kept.source === data) return kept
    return undefined
  }

  #keep(id: string, contentType: string, bytes: Uint8Array, isTheirs: boolean): Kept | undefined {
    if (this.#bytes + bytes.byteLength > this.#maxBytes) return undefined
    this.#bytes += bytes.byteLength
    // The program may change its own bytes before they are sent. `slice` of a Buffer would share its memory.
    const own = isTheirs ? Uint8Array.prototype.slice.call(bytes) : bytes
    const attachment: Attachment = { traceId: this.#traceId, id, contentType, bytes: own }
    const kept: Kept = { attachment, uri: attachmentUri(attachment), source: undefined }
    this.#kept.set(id, kept)
    return kept
  }
}

const UNTYPED = 'application/octet-stream'

/** A type that can stand in a header. */
const typeOf = (mimeType: string | undefined): string =>
  mimeType !== undefined && PLAIN_TYPE.test(mimeType) ? mimeType : UNTYPED
