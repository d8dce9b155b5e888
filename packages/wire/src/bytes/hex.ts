const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

/** Lower-case hex of `bytes[start]` to before `bytes[end]`; meant for ids, at most some thousand bytes. */
export function toHex(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string {
  const codes: number[] = []
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    codes.push(DIGITS[byte >> 4]!, DIGITS[byte & 15]!)
  }
  return String.fromCharCode.apply(null, codes)
}

/** The bytes of hex digits in either case; undefined unless `text` is an even number of them. */
export function fromHex(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length >> 1)
  return fromHexInto(text, bytes, 0) === undefined ? undefined : bytes
}

/** Writes the bytes of hex digits from `start` on, where there must be room, and says how many; undefined as `fromHex`. */
export function fromHexInto(text: string, into: Uint8Array, start: number): number | undefined {
  if (text.length % 2 !== 0) return undefined
  const length = text.length >> 1
  for (let at = 0; at < length; at++) {
    const high = valueOfDigit(text.charCodeAt(at * 2))
    const low = valueOfDigit(text.charCodeAt(at * 2 + 1))
    if (high < 0 || low < 0) return undefined
    into[start + at] = (high << 4) | low
  }
  return length
}

function valueOfDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
