/** Bytes found in a value, as they stand there. */
export interface FoundMedia {
  /** Absent where nobody said it. */
  readonly mimeType?: string
  /** A text is base64. Bytes are the program's own: it may change them later. */
  readonly data: string | Uint8Array
}

/** What is known of bytes that are not kept themselves. */
export interface MediaFacts {
  readonly mimeType: string
  readonly bytes: number
  /** In hex. Absent for what is too large even to be read. */
  readonly sha256?: string
}

/** Takes bytes out of what is recorded. */
export interface MediaSink {
  /** What stands in their place: a reference, or facts. Undefined for what turns out to be no bytes, or none at all. */
  take(media: FoundMedia): string | MediaFacts | undefined
}
