import type { Attachment } from './attachment.ts'

/** Where media stand that are about to leave the program. */
export interface MediaMaskContext {
  readonly spanName: string
  /** E.g. `image/png`. */
  readonly contentType: string
}

/** Gives the bytes that may leave: the same, or others of the same type; undefined for none. */
export type MaskMedia = (bytes: Uint8Array, context: MediaMaskContext) => Uint8Array | undefined

/** The attachments as `mask` gives them. One that a mask throws at is left out: better nothing than a secret. Never throws. */
export function maskAttachments(
  attachments: readonly Attachment[],
  spanName: string,
  mask: MaskMedia,
): readonly Attachment[] {
  return attachments.flatMap((attachment) => {
    try {
      const bytes: unknown = mask(attachment.bytes, { spanName, contentType: attachment.contentType })
      return bytes instanceof Uint8Array ? [{ ...attachment, bytes }] : []
    } catch {
      return []
    }
  })
}
