import { VALUES_FORM } from '../payload/loose-text.ts'

/**
 * SQL: the text that `sql` gives, folded, so that Größe, GRÖSSE and größe are one word. What is neither ASCII nor part of
 * a word becomes a space; scripts that are written without spaces get one around each character. For ASCII alone that is
 * to write it small, which takes a fifth of the time, and most texts are.
 */
export const folded = (sql: string): string =>
  String.raw`if(isValidASCII(${sql}), lower(${sql}), replaceRegexpAll(normalizeUTF8NFKCCasefold(${sql}), '([\p{Han}\p{Hiragana}\p{Katakana}])|[^\x00-\x7F\p{L}\p{M}\p{N}]', ' \1 '))`

/** In bytes. Of a longer part only so much is indexed: folding takes forty times the memory of a text. */
export const MAX_INDEXED_BYTES = 65_536

const BEGINNING = `if(length(body) > ${MAX_INDEXED_BYTES}, toValidUTF8(substring(body, 1, ${MAX_INDEXED_BYTES})), body)`
const WITHOUT_KEYS = String.raw`replaceRegexpAll(${BEGINNING}, '\\x03[^\\x03]*\\x03', ' ')`

/** What the index of parts is on: what was said, without keys. A search must use the very same expression. */
export const INDEXED_WORDS: string = folded(`if(form < ${VALUES_FORM}, ${WITHOUT_KEYS}, '')`)

/** What the index of values is on. Most of them come once, and would make the other index large and slow. */
export const INDEXED_VALUES: string = folded(`if(form = ${VALUES_FORM}, ${BEGINNING}, '')`)

/** SQL: the words of the text that `sql` gives, in an array: cut at everything that is no letter, mark or digit. */
export const wordsOf = (sql: string): string => String.raw`extractAll(${folded(sql)}, '[\\p{L}\\p{M}\\p{N}]+')`

/** SQL: all words of `words` are in the text that `sql` gives; both are SQL. */
export const hasWords = (sql: string, words: string): string => `hasAll(${wordsOf(sql)}, ${wordsOf(words)})`
