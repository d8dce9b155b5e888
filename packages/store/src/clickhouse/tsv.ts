/** A cell of a TSV row; `null` is SQL's NULL. */
export type Cell = string | number | bigint | null

/** One row of ClickHouse's TabSeparated, without the line break. */
export const tsvRow = (cells: readonly Cell[]): string => cells.map(tsvCell).join('\t')

// oxlint-disable-next-line no-control-regex -- NUL is one of the characters that the format escapes
const NEEDS_ESCAPE = /[\\\t\n\r\0]/

const PIECE_CHARACTERS = 64 * 1024

/** One cell, escaped. */
export function tsvCell(cell: Cell): string {
  if (cell === null) return '\\N'
  if (typeof cell !== 'string') return String(cell)
  if (!NEEDS_ESCAPE.test(cell)) return cell
  if (cell.length <= PIECE_CHARACTERS) return escaped(cell)
  // Replacing in a long text keeps a list of all hits, many times the size of the text.
  const pieces: string[] = []
  for (let start = 0; start < cell.length; start += PIECE_CHARACTERS) {
    pieces.push(escaped(cell.slice(start, start + PIECE_CHARACTERS)))
  }
  return pieces.join('')
}

const escaped = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\t/g, '\\t')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    // oxlint-disable-next-line no-control-regex -- as above
    .replace(/\0/g, '\\0')

// oxlint-disable-next-line no-control-regex -- as above
const QUOTED_NEEDS_ESCAPE = /[\\'\t\n\r\0]/

/** A text within an array, a map or a tuple of a TSV row. */
export const tsvQuoted = (text: string): string =>
  QUOTED_NEEDS_ESCAPE.test(text) ? `'${tsvCell(text).replaceAll("'", "\\'")}'` : `'${text}'`

/** A cell that holds an array, of elements that are written already. */
export const tsvArray = (elements: readonly (string | number)[]): string => `[${elements.join(',')}]`

export const tsvTexts = (texts: readonly string[]): string => tsvArray(texts.map(tsvQuoted))

/** A cell that holds a map of texts. */
export function tsvMap(texts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(texts).map(([key, text]) => `${tsvQuoted(key)}:${tsvQuoted(text)}`)
  return `{${entries.join(',')}}`
}
