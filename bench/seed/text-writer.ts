import type { Arena } from './arena.ts'
import type { Random } from './random.ts'
import type { Weighted } from './weighted.ts'
import { languages } from './words.ts'

interface WordTable {
  /** Where each word begins in the arena; one more for where the last ends. */
  readonly starts: Uint32Array
  readonly pick: Weighted
  readonly space: Uint8Array
  readonly stop: Uint8Array
}

const WORDS_A_SENTENCE = 12
const SENTENCES_A_PARAGRAPH = 6
/** As JSON writes a line break. */
const LINE_BREAK = Buffer.from('\\n')

/** Writes made-up sentences into an arena, with nothing in them that JSON would escape but line breaks. */
export class TextWriter {
  readonly #arena: Arena
  readonly #tables: readonly WordTable[]

  constructor(arena: Arena) {
    this.#arena = arena
    this.#tables = languages().map(({ words, pick, space, stop }) => {
      const starts = new Uint32Array(words.length + 1)
      words.forEach((word, index) => (starts[index] = arena.keepText(word).start))
      starts[words.length] = arena.at
      return { starts, pick, space: Buffer.from(space), stop: Buffer.from(stop) }
    })
  }

  /** `count` words of a language, given by its place in `languages()`. */
  words(random: Random, language: number, count: number): void {
    const { starts, pick, space, stop } = this.#tables[language]!
    const { bytes } = this.#arena
    let at = this.#arena.at
    for (let word = 1; word <= count; word++) {
      const index = pick.next(random)
      const end = starts[index + 1]!
      for (let from = starts[index]!; from < end; from++) bytes[at++] = bytes[from]!
      if (word === count) break
      const isEnd = word % WORDS_A_SENTENCE === 0
      const between = isEnd ? (word % (WORDS_A_SENTENCE * SENTENCES_A_PARAGRAPH) === 0 ? LINE_BREAK : stop) : space
      for (let from = 0; from < between.length; from++) bytes[at++] = between[from]!
    }
    this.#arena.at = at
  }
}
