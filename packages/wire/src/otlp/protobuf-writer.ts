import { fromHexInto } from '../bytes/hex.ts'

const FIRST_SIZE_BYTES = 4096
const MAX_VARINT_BYTES = 10
const MAX_UTF8_BYTES_PER_UNIT = 3
const SHORT_UNITS = 48

const utf8 = new TextEncoder()

/**
 * Writes the primitives of the protobuf wire format (protobuf.dev/programming-guides/encoding) into a buffer that grows.
 * Tags are given as they stand on the wire, `field << 3 | wireType`. Fields with proto3's default (0, `''`, no bytes)
 * are left out by the methods named after a type; `present…` ones always write.
 */
export class ProtobufWriter {
  readonly #firstBytes: number
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #pos = 0
  /** Where what is being written begins: what was taken before lies in the same memory. */
  #start = 0

  /** `firstBytes`: of the memory to begin with. */
  constructor(firstBytes: number = FIRST_SIZE_BYTES) {
    this.#firstBytes = firstBytes
    this.#bytes = new Uint8Array(firstBytes)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#pos - this.#start
  }

  /** Bytes that are encoded already. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#pos)
    this.#pos += bytes.length
  }

  /** A view of what was written, valid until the next write. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#start, this.#pos)
  }

  /** Gives away what was written since the last `take`: later writes go behind it. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.finish()
    this.#start = this.#pos
    return taken
  }

  /** Forgets what was written since the last `take`. */
  discard(): void {
    this.#pos = this.#start
  }

  /** Opens a nested message; `end` takes the mark that this gives. */
  begin(tag: number): number {
    this.#reserve(MAX_VARINT_BYTES + 1)
    this.#varint(tag)
    // Counted from the start, which is elsewhere when more memory is needed.
    return ++this.#pos - this.#start
  }

  /** The head of a nested message of so many bytes, which are written next. */
  head(tag: number, length: number): void {
    this.#reserve(2 * MAX_VARINT_BYTES)
    this.#varint(tag)
    this.#varint(length)
  }

  /** Closes the message: one byte was kept for its length, longer lengths move the content. */
  end(mark: number): void {
    const length = this.#pos - this.#start - mark
    if (length < 0x80) {
      this.#bytes[this.#start + mark - 1] = length
      return
    }
    const extra = varintSize(length) - 1
    this.#reserve(extra)
    const at = this.#start + mark
    this.#bytes.copyWithin(at + extra, at, this.#pos)
    this.#pos = at - 1
    this.#varint(length)
    this.#pos += length
  }

  string(tag: number, text: string): void {
    if (text !== '') this.presentString(tag, text)
  }

  /** Lone surrogates become U+FFFD: protobuf texts are UTF-8. */
  presentString(tag: number, text: string): void {
    const mark = this.begin(tag)
    this.#reserve(text.length * MAX_UTF8_BYTES_PER_UNIT)
    if (text.length > SHORT_UNITS || !this.#asciiText(text)) {
      this.#pos += utf8.encodeInto(text, this.#bytes.subarray(this.#pos)).written
    }
    this.end(mark)
  }

  /** Writes `text` if it is ASCII, which is faster here than a call of TextEncoder; says whether it was. */
  #asciiText(text: string): boolean {
    const start = this.#pos
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > 0x7f) return false
      this.#bytes[start + at] = code
    }
    this.#pos = start + text.length
    return true
  }

  presentBytes(tag: number, bytes: Uint8Array): void {
    const mark = this.begin(tag)
    this.raw(bytes)
    this.end(mark)
  }

  /** An id given as hex; what is not hex is left out. */
  hex(tag: number, hex: string): void {
    if (hex === '') return
    this.#reserve(2 * MAX_VARINT_BYTES + hex.length)
    const before = this.#pos
    const mark = this.begin(tag)
    const length = fromHexInto(hex, this.#bytes, this.#pos)
    if (length === undefined) this.#pos = before
    else {
      this.#pos += length
      this.end(mark)
    }
  }

  /** An enum or a count: a whole number, exact to 2^53. */
  int(tag: number, value: number): void {
    if (value > 0 && value <= 0xff_ff_ff_ff) {
      this.#reserve(2 * MAX_VARINT_BYTES)
      this.#varint(tag)
      this.#varint(value)
    } else if (value !== 0) this.presentInt64(tag, BigInt(value))
  }

  presentBool(tag: number, value: boolean): void {
    this.#reserve(MAX_VARINT_BYTES + 1)
    this.#varint(tag)
    this.#varint(value ? 1 : 0)
  }

  /** The low 64 bits of `value`. */
  presentInt64(tag: number, value: bigint): void {
    this.#reserve(2 * MAX_VARINT_BYTES)
    this.#varint(tag)
    if (value >= 0n && value <= 0xff_ff_ff_ffn) {
      this.#varint(Number(value))
      return
    }
    let rest = BigInt.asUintN(64, value)
    while (rest > 0x7fn) {
      this.#bytes[this.#pos++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#pos++] = Number(rest)
  }

  fixed64(tag: number, value: bigint): void {
    if (value === 0n) return
    this.#reserve(MAX_VARINT_BYTES + 8)
    this.#varint(tag)
    this.#view.setBigUint64(this.#pos, value, true)
    this.#pos += 8
  }

  presentDouble(tag: number, value: number): void {
    this.#reserve(MAX_VARINT_BYTES + 8)
    this.#varint(tag)
    this.#view.setFloat64(this.#pos, value, true)
    this.#pos += 8
  }

  #varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#pos++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#pos++] = rest
  }

  #reserve(size: number): void {
    if (this.#pos + size <= this.#bytes.length) return
    const written = this.finish()
    const larger = new Uint8Array(Math.max(this.#firstBytes, (written.length + size) * 2))
    larger.set(written)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
    this.#start = 0
    this.#pos = written.length
  }
}

/** How many bytes a length takes. */
export function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}
