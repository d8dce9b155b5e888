const UNIT = 0x1_0000_0000

/**
 * One long piece of memory that holds ready-made parts and what is being written: copies within it cost a memmove and
 * no object. Protobuf tags are given as they stand on the wire.
 */
export class Arena {
  readonly bytes: Buffer
  /** Where the next byte goes. */
  at = 0

  constructor(size: number) {
    this.bytes = Buffer.alloc(size)
  }

  /** Puts a part down for later `copy` calls. */
  keep(part: Uint8Array): Part {
    const start = this.at
    this.bytes.set(part, start)
    this.at += part.length
    return { start, end: this.at }
  }

  keepText(text: string): Part {
    return this.keep(Buffer.from(text))
  }

  copy(part: Part): void {
    this.copyRange(part.start, part.end)
  }

  copyRange(start: number, end: number): void {
    this.bytes.copyWithin(this.at, start, end)
    this.at += end - start
  }

  byte(value: number): void {
    this.bytes[this.at++] = value
  }

  varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.at++] = rest
  }

  /** Opens a message whose length is expected to take `lengthBytes`; `close` takes what this gives. */
  open(tag: number, lengthBytes: number): number {
    this.bytes[this.at] = tag
    this.at += 1 + lengthBytes
    return this.at
  }

  close(mark: number, lengthBytes: number): void {
    const length = this.at - mark
    const needed = varintSize(length)
    if (needed !== lengthBytes) this.bytes.copyWithin(mark + needed - lengthBytes, mark, this.at)
    this.at = mark - lengthBytes
    this.varint(length)
    this.at += length
  }

  /** Nanoseconds of a moment given in microseconds, as a fixed64. */
  nanos(tag: number, micros: number): void {
    const high = Math.floor(micros / UNIT)
    const low = (micros - high * UNIT) * 1000
    const carry = Math.floor(low / UNIT)
    this.bytes[this.at++] = tag
    this.uint32(low - carry * UNIT)
    this.uint32(high * 1000 + carry)
  }

  /** Little-endian. */
  uint32(value: number): void {
    this.bytes[this.at++] = value & 0xff
    this.bytes[this.at++] = (value >>> 8) & 0xff
    this.bytes[this.at++] = (value >>> 16) & 0xff
    this.bytes[this.at++] = value >>> 24
  }

  bigEndian(value: number): void {
    this.bytes[this.at++] = value >>> 24
    this.bytes[this.at++] = (value >>> 16) & 0xff
    this.bytes[this.at++] = (value >>> 8) & 0xff
    this.bytes[this.at++] = value & 0xff
  }

  hex(value: number): void {
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 0xf
      this.bytes[this.at++] = digit < 10 ? 48 + digit : 87 + digit
    }
  }

  decimal(value: number): void {
    if (value >= 10) this.decimal(Math.floor(value / 10))
    this.bytes[this.at++] = 48 + (value % 10)
  }
}

/** A stretch of an arena. */
export interface Part {
  readonly start: number
  readonly end: number
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 0x7f; rest >>>= 7) size++
  return size
}
