import type { FoundMedia } from './media-sink.ts'

/** A media type is short; a text that merely begins with `data:` is not searched for longer than this. */
const MAX_HEAD_CHARACTERS = 256
const HEAD = /^data:([a-z]+\/[\w.+-]+)?(?:;[\w-]+=[^;,]*)*;base64,/i

/** The content of a text that is one base64 `data:` URL (RFC 2397). */
export function readDataUrl(text: string): FoundMedia | undefined {
  if (!text.startsWith('data:')) return undefined
  const head = HEAD.exec(text.slice(0, MAX_HEAD_CHARACTERS))
  if (head === null) return undefined
  return { mimeType: head[1] ?? 'text/plain', data: text.slice(head[0].length) }
}
