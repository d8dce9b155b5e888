import { createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { ChooseDecompressor } from './read-body.ts'

const OPTIONS = { chunkSize: 64 * 1024 }

export type ContentEncoding = 'identity' | 'gzip' | 'deflate'

/** The encoding that a header names; undefined for one that we cannot read. No header means identity. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | undefined {
  const name = (header ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity' || name === 'none') return 'identity'
  if (name === 'gzip' || name === 'x-gzip') return 'gzip'
  return name === 'deflate' ? 'deflate' : undefined
}

/** Senders disagree on what `deflate` means (RFC 9110 §8.4.1.2): the first byte of zlib's header tells the two apart. */
export const decompressorFor =
  (encoding: ContentEncoding): ChooseDecompressor =>
  (firstByte) => {
    if (encoding === 'gzip') return createGunzip(OPTIONS)
    if (encoding === 'identity') return undefined
    return isZlibHeader(firstByte) ? createInflate(OPTIONS) : createInflateRaw(OPTIONS)
  }

/** RFC 1950: the low half is 8 (deflate), the high half at most 7 (a window of 32 KiB). */
const isZlibHeader = (firstByte: number): boolean => (firstByte & 0x0f) === 8 && firstByte >> 4 <= 7
