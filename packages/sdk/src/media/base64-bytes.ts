/** How many bytes a base64 text stands for, if it is one. */
export function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.floor(((text.length - padding) * 3) / 4)
}

/** The bytes of a base64 text, of both alphabets; undefined for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  const padding = /={0,2}$/.exec(text.slice(-2))![0].length
  if ((text.length - padding) % 4 === 1) return undefined
  // Characters that are no base64 are left out, so that the length tells whether there are any.
  const bytes = Buffer.from(text, 'base64')
  return bytes.byteLength > 0 && bytes.byteLength === base64Length(text) ? bytes : undefined
}
