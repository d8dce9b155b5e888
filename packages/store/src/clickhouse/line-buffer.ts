/** As many digits as a commit has until the year 2286. */
export const COMMIT_DIGITS = 16
const ROOM = `\t${'0'.repeat(COMMIT_DIGITS)}\n`

/** UTF-8 of texts one after the other, written once: joined as texts they would be copied twice more. */
export class LineBuffer {
  #buffer = Buffer.allocUnsafe(64 * 1024)
  #length = 0

  write(text: string): void {
    // No text takes more than three bytes for each of its units.
    const room = this.#length + text.length * 3
    if (room > this.#buffer.length) this.#grow(room)
    this.#length += this.#buffer.write(text, this.#length, 'utf8')
  }

  /** With room for the commit. */
  endLine(): void {
    this.write(ROOM)
  }

  /** What was written since the last time. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#length))
    this.#length = 0
    return bytes
  }

  #grow(room: number): void {
    const larger = Buffer.allocUnsafe(Math.max(room, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
