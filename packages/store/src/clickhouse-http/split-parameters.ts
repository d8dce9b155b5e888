import type { Parameter, Parameters } from '../clickhouse/engine.ts'

export interface BoundStatement {
  readonly statement: string
  readonly parameters: Parameters
}

/**
 * ClickHouse takes at most 128 KiB for one parameter over HTTP (`http_max_field_value_size`, which a request cannot
 * raise). A list or a text that may be longer is sent as several, joined where it is used:
 * `{ids:Array(String)}` becomes `arrayConcat({ids:Array(String)}, {ids_1:Array(String)})`.
 */
export function splitParameters(statement: string, parameters: Parameters, maxBytes: number = 60_000): BoundStatement {
  const split: Record<string, Parameter> = {}
  let joined = statement
  for (const [name, value] of Object.entries(parameters)) {
    const pieces = piecesOf(value, maxBytes)
    pieces.forEach((piece, index) => (split[nameOfPiece(name, index)] = piece))
    if (pieces.length > 1) joined = joinPieces(joined, name, pieces)
  }
  return { statement: joined, parameters: split }
}

const nameOfPiece = (name: string, index: number): string => (index === 0 ? name : `${name}_${index}`)

function joinPieces(statement: string, name: string, pieces: readonly Parameter[]): string {
  const join = typeof pieces[0] === 'string' ? 'concat' : 'arrayConcat'
  return statement.replaceAll(new RegExp(`\\{${name}:([^}]+)\\}`, 'g'), (_, type: string) => {
    const placeholders = pieces.map((_piece, index) => `{${nameOfPiece(name, index)}:${type}}`)
    return `${join}(${placeholders.join(', ')})`
  })
}

function piecesOf(value: Parameter, maxBytes: number): readonly Parameter[] {
  if (typeof value === 'string') return textPieces(value, maxBytes)
  return typeof value === 'object' ? (listPieces<string | number>(value, maxBytes) as Parameter[]) : [value]
}

/** Escaping doubles a byte at most, so pieces of half the size always fit. */
function textPieces(text: string, maxBytes: number): string[] {
  if (text.length <= maxBytes / BYTES_A_CHARACTER) return [text]
  const pieces: string[] = []
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + Math.floor(maxBytes / BYTES_A_CHARACTER))
    if (isHighSurrogate(text.charCodeAt(end - 1)) && end < text.length) end--
    pieces.push(text.slice(start, end))
    start = end
  }
  return pieces
}

function listPieces<Item extends string | number>(list: readonly Item[], maxBytes: number): (readonly Item[])[] {
  const pieces: Item[][] = [[]]
  let bytes = 0
  for (const item of list) {
    const size = String(item).length * BYTES_A_CHARACTER + LIST_ITEM_BYTES
    if (bytes + size > maxBytes && bytes > 0) {
      pieces.push([])
      bytes = 0
    }
    pieces.at(-1)!.push(item)
    bytes += size
  }
  return pieces
}

/** UTF-8 takes three at most for a UTF-16 unit, escaping two for one byte. */
const BYTES_A_CHARACTER = 3
const LIST_ITEM_BYTES = 3

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
