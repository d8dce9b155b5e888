/** As many digits as a commit has until the year 2286. */
const COMMIT_DIGITS = 16
const ROOM = `\t${'0'.repeat(COMMIT_DIGITS)}\n`

/** Lines of TSV as bytes, whose last cell is the commit. */
export interface Lines {
  readonly bytes: Buffer
  /** Where each line ends, its line break included. */
  readonly ends: readonly number[]
}

/** Lines of UTF-8 one after the other, written once: joined as texts they would be copied twice more. */
export class LineBuffer {
  #buffer = Buffer.allocUnsafe(64 * 1024)
  #length = 0
  #ends: number[] = []

  write(text: string): void {
    // No text takes more than three bytes for each of its units.
    const room = this.#length + text.length * 3
    if (room > this.#buffer.length) this.#grow(room)
    this.#length += this.#buffer.write(text, this.#length, 'utf8')
  }

  /** With room for the commit. */
  endLine(): void {
    this.write(ROOM)
    this.#ends.push(this.#length)
  }

  /** What was written since the last time. */
  take(): Lines {
    const taken = { bytes: Buffer.from(this.#buffer.subarray(0, this.#length)), ends: this.#ends }
    this.#length = 0
    this.#ends = []
    return taken
  }

  #grow(room: number): void {
    const larger = Buffer.allocUnsafe(Math.max(room, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}

/** Writes the commit into every line, in place. */
export function writeCommit({ bytes, ends }: Lines, commit: bigint): void {
  const digits = Buffer.from(String(commit).padStart(COMMIT_DIGITS, '0'))
  for (const end of ends) {
    const start = end - 1 - COMMIT_DIGITS
    for (let index = 0; index < COMMIT_DIGITS; index++) bytes[start + index] = digits[index]!
  }
}

/** Those of the lines that `isMeant` says, by their places; neighbours in one piece. */
export function linesWhere({ bytes, ends }: Lines, isMeant: (index: number) => boolean): Buffer[] {
  const pieces: Buffer[] = []
  let start = 0
  let last = 0
  for (const [index, end] of ends.entries()) {
    if (!isMeant(index)) {
      if (last > start) pieces.push(bytes.subarray(start, last))
      start = end
    }
    last = end
  }
  if (last > start) pieces.push(bytes.subarray(start, last))
  return pieces
}
