const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))
const PADDING = '='.charCodeAt(0)
const INVALID = 255
const CHUNK_BYTES = 24_576

/** The value of each character code; the URL-safe alphabet (RFC 4648 §5) is read too. */
const VALUES = (() => {
  const values = new Uint8Array(128).fill(INVALID)
  CODES.forEach((code, value) => (values[code] = value))
  values['-'.charCodeAt(0)] = 62
  values['_'.charCodeAt(0)] = 63
  return values
})()

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    text += chunkToBase64(bytes.subarray(start, start + CHUNK_BYTES))
  }
  return text
}

/** `chunk` is short enough for its characters to be arguments of one call. */
function chunkToBase64(chunk: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(chunk.length / 3) * 4)
  let out = 0
  for (let at = 0; at < chunk.length; at += 3) {
    const [first, second, third] = [chunk[at]!, chunk[at + 1], chunk[at + 2]]
    codes[out++] = CODES[first >> 2]!
    codes[out++] = CODES[((first & 3) << 4) | ((second ?? 0) >> 4)]!
    codes[out++] = second === undefined ? PADDING : CODES[((second & 15) << 2) | ((third ?? 0) >> 6)]!
    codes[out++] = third === undefined ? PADDING : CODES[third & 63]!
  }
  return String.fromCharCode.apply(null, codes as unknown as number[])
}

/** Reads standard and URL-safe base64, padded or not; undefined for anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  let length = text.length
  if (length % 4 === 0)
    while (length > 0 && text.length - length < 2 && text.charCodeAt(length - 1) === PADDING) length--
  if (length % 4 === 1) return undefined
  const bytes = new Uint8Array((length * 3) >> 2)
  let bits = 0
  let bitCount = 0
  let out = 0
  for (let at = 0; at < length; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? INVALID
    if (value === INVALID) return undefined
    bits = ((bits << 6) | value) & 0xff_ff_ff
    bitCount += 6
    if (bitCount < 8) continue
    bitCount -= 8
    bytes[out++] = bits >> bitCount
  }
  return bytes
}
