/** Scripts that are written without spaces: each of their characters is a word. */
const CHARACTER_SCRIPTS = String.raw`[\\p{Han}\\p{Hiragana}\\p{Katakana}]`

/**
 * SQL: the words of the text that `sql` gives, in an array. Folded, so that Größe, GRÖSSE and größe are one word, and
 * cut at everything that is no letter, mark or digit.
 */
export const wordsOf = (sql: string): string =>
  String.raw`extractAll(replaceRegexpAll(normalizeUTF8NFKCCasefold(${sql}), '(${CHARACTER_SCRIPTS})', ' \\1 '), '[\\p{L}\\p{M}\\p{N}]+')`

/** SQL: all words of `words` are in the text that `sql` gives; both are SQL. */
export const hasWords = (sql: string, words: string): string => `hasAll(${wordsOf(sql)}, ${wordsOf(words)})`
