import { toHex } from '../bytes/hex.ts'

/** Bytes that are not protobuf. Thrown inside the decoder only; its entry points turn it into a value. */
export class ProtobufError extends Error {
  /** Bytes from the start of the message. */
  readonly offset: number

  constructor(reason: string, offset: number) {
    super(reason)
    this.offset = offset
  }
}

const WIRE_VARINT = 0
const WIRE_FIXED64 = 1
const WIRE_BYTES = 2
const WIRE_GROUP_START = 3
const WIRE_GROUP_END = 4
const WIRE_FIXED32 = 5

const MAX_GROUP_DEPTH = 100
const MAX_MESSAGES = 1_048_576
const MAX_HEX_BYTES = 1024
/** Up to here a loop over characters is faster than a call of TextDecoder. */
const SHORT_BYTES = 48
const REMEMBERED_TEXTS = 512
const MAX_REMEMBERED_BYTES = 64

// A leading U+FEFF is part of the text. Malformed UTF-8 becomes U+FFFD, so that it spoils one text and not a request.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads the primitives of the protobuf wire format (protobuf.dev/programming-guides/encoding). `pos` goes up to `limit`,
 * the end of the message that was entered last; every read checks it and throws ProtobufError beyond it.
 */
export class ProtobufReader {
  pos = 0
  limit: number
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #rememberedStarts = new Int32Array(REMEMBERED_TEXTS)
  readonly #rememberedTexts: (string | undefined)[] = Array.from({ length: REMEMBERED_TEXTS })
  #messages = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.limit = bytes.length
  }

  /** Field number and wire type as they stand on the wire: `field << 3 | wireType`. */
  tag(): number {
    const tag = this.#varint()
    if (tag > 0xff_ff_ff_ff || tag < 8) throw new ProtobufError('a tag has no valid field number', this.pos)
    return tag
  }

  /** Narrows `limit` to a nested message and gives the outer limit, for `leave`. */
  enter(): number {
    const outer = this.limit
    this.limit = this.#length() + this.pos
    return outer
  }

  leave(outer: number): void {
    this.limit = outer
  }

  /** Counts an object that is about to be made: two bytes can ask for one, so 64 MiB could ask for gigabytes. */
  countMessage(): void {
    if (++this.#messages > MAX_MESSAGES) throw new ProtobufError(`more than ${MAX_MESSAGES} messages`, this.pos)
  }

  bool(): boolean {
    return this.#varint() !== 0
  }

  /** An enum: the low 32 bits, signed. */
  int32(): number {
    return this.#varint() | 0
  }

  int64(): bigint {
    const bytes = this.#bytes
    const start = this.pos
    // Seven groups of seven bits are exact as a number; negative integers always take ten bytes.
    let value = 0
    let scale = 1
    for (let at = start; at < start + 7 && at < this.limit; at++) {
      const byte = bytes[at]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) {
        this.pos = at + 1
        return BigInt(value)
      }
      scale *= 128
    }
    return this.#longInt64(start)
  }

  #longInt64(start: number): bigint {
    let value = 0n
    for (let group = 0; group < 10; group++) {
      const at = start + group
      if (at >= this.limit) throw new ProtobufError('a varint is cut off', at)
      const byte = this.#bytes[at]!
      value |= BigInt(byte & 0x7f) << BigInt(group * 7)
      if (byte < 0x80) {
        this.pos = at + 1
        return BigInt.asIntN(64, value)
      }
    }
    throw new ProtobufError('a varint has more than ten bytes', start)
  }

  fixed64(): bigint {
    const start = this.#take(8)
    return this.#view.getBigUint64(start, true)
  }

  double(): number {
    const start = this.#take(8)
    return this.#view.getFloat64(start, true)
  }

  /** A copy, so that it does not keep the whole request in memory. */
  bytes(): Uint8Array {
    const start = this.#take(this.#length())
    return this.#bytes.slice(start, this.pos)
  }

  /** An id as lower-case hex, whatever its length; absurdly long ones are cut, since no id has that length. */
  hex(): string {
    const start = this.#take(this.#length())
    return toHex(this.#bytes, start, Math.min(this.pos, start + MAX_HEX_BYTES))
  }

  string(): string {
    const start = this.#take(this.#length())
    return this.#text(start, this.pos)
  }

  /** As `string`, for texts that come again and again in one request, such as keys: each is decoded once. */
  repeatedString(): string {
    const start = this.#take(this.#length())
    const length = this.pos - start
    if (length === 0) return ''
    if (length > MAX_REMEMBERED_BYTES) return this.#text(start, this.pos)
    const bytes = this.#bytes
    let hash = length
    for (let at = start; at < this.pos; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
    const slot = (hash ^ (hash >>> 15)) & (REMEMBERED_TEXTS - 1)
    const remembered = this.#rememberedTexts[slot]
    if (remembered !== undefined && this.#isSame(this.#rememberedStarts[slot]!, start, length)) return remembered
    const text = this.#text(start, this.pos)
    this.#rememberedTexts[slot] = text
    this.#rememberedStarts[slot] = start
    return text
  }

  /** Whether the remembered length-delimited bytes at `left` are those at `right`: one length byte stands before each. */
  #isSame(left: number, right: number, length: number): boolean {
    const bytes = this.#bytes
    if (bytes[left - 1] !== length || bytes[right - 1] !== length) return false
    for (let at = 0; at < length; at++) if (bytes[left + at] !== bytes[right + at]) return false
    return true
  }

  #text(start: number, end: number): string {
    if (end - start > SHORT_BYTES) return utf8.decode(this.#bytes.subarray(start, end))
    const codes: number[] = []
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at]!
      if (byte > 0x7f) return utf8.decode(this.#bytes.subarray(start, end))
      codes.push(byte)
    }
    return String.fromCharCode.apply(null, codes)
  }

  /** Steps over a field that nobody asked for. */
  skip(tag: number): void {
    const open: number[] = []
    for (let next = tag; ; next = this.tag()) {
      const wireType = next & 7
      if (wireType === WIRE_GROUP_START) {
        if (open.length === MAX_GROUP_DEPTH) throw new ProtobufError('groups are nested too deeply', this.pos)
        open.push(next >>> 3)
      } else if (wireType === WIRE_GROUP_END) {
        if (open.pop() !== next >>> 3) throw new ProtobufError('a group ends that did not begin', this.pos)
      } else {
        this.#skipValue(wireType)
      }
      if (open.length === 0) return
    }
  }

  #skipValue(wireType: number): void {
    if (wireType === WIRE_VARINT) this.int64()
    else if (wireType === WIRE_FIXED64) this.#take(8)
    else if (wireType === WIRE_BYTES) this.#take(this.#length())
    else if (wireType === WIRE_FIXED32) this.#take(4)
    else throw new ProtobufError(`wire type ${wireType} does not exist`, this.pos)
  }

  /** Advances by `size` bytes and gives where they begin. */
  #take(size: number): number {
    const start = this.pos
    if (size > this.limit - start) throw new ProtobufError('a value reaches beyond its message', start)
    this.pos = start + size
    return start
  }

  #length(): number {
    const length = this.#varint()
    if (length > this.limit - this.pos) throw new ProtobufError('a length reaches beyond its message', this.pos)
    return length
  }

  /** A varint as a number: exact below 2^53, of longer ones only the low 32 bits are right (all that an enum needs). */
  #varint(): number {
    const bytes = this.#bytes
    const start = this.pos
    if (start >= this.limit) throw new ProtobufError('a varint is cut off', start)
    const first = bytes[start]!
    if (first < 0x80) {
      this.pos = start + 1
      return first
    }
    let value = first & 0x7f
    let scale = 128
    for (let at = start + 1; at < start + 10; at++) {
      if (at >= this.limit) throw new ProtobufError('a varint is cut off', at)
      const byte = bytes[at]!
      if (at - start < 7) value += (byte & 0x7f) * scale
      // Beyond seven groups a sum would round: keep the low bits, and be too large for any length.
      else if ((byte & 0x7f) !== 0) value = (value % 2 ** 32) + 2 ** 52
      if (byte < 0x80) {
        this.pos = at + 1
        return value
      }
      scale *= 128
    }
    throw new ProtobufError('a varint has more than ten bytes', start)
  }
}
