/** A cell of a TSV row; `null` is SQL's NULL. */
export type Cell = string | number | bigint | null

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
}
// oxlint-disable-next-line no-control-regex -- NUL is one of the characters that the format escapes
const NEEDS_ESCAPE = /[\\\t\n\r\0]/
// oxlint-disable-next-line no-control-regex -- as above
const EACH = /[\\\t\n\r\0]/g

/** One row of ClickHouse's TabSeparated, without the line break. */
export const tsvRow = (cells: readonly Cell[]): string => cells.map(tsvCell).join('\t')

function tsvCell(cell: Cell): string {
  if (cell === null) return '\\N'
  if (typeof cell !== 'string') return String(cell)
  return NEEDS_ESCAPE.test(cell) ? cell.replace(EACH, (character) => ESCAPES[character]!) : cell
}
