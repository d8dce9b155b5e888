import { createHash } from 'node:crypto'

/** Under the 255 bytes that file systems allow, with room for what is appended. */
const MAX_CHARACTERS = 200

/**
 * A file name for any text, another for each. It holds no separator and never is `.` or `..`, so that a path of such
 * names stays in its folder whatever the texts are. Everyday names stay as they are; the rest is percent-encoded, and
 * what is too long or no proper Unicode is named by its hash behind a `#`, which no other name begins with.
 */
export function fileNameOf(text: string): string {
  if (text === '' || !text.isWellFormed()) return hashName(text)
  const encoded = encodeURIComponent(text).replaceAll('*', '%2A').replace(/^\./, '%2E').replace(/\.$/, '%2E')
  return encoded.length > MAX_CHARACTERS ? hashName(text) : encoded
}

/** The text that a file is named by; undefined for a hash, which tells nothing of it. */
export const textOfFileName = (name: string): string | undefined =>
  isHashName(name) ? undefined : decodeURIComponent(name)

export const isHashName = (name: string): boolean => name.startsWith('#')

const hashName = (text: string): string => `#${createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex')}`
