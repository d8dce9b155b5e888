import { FilterError, invalidClauses } from './filter-failure.ts'
import { isWord, type Operator, readOperator } from './read-operator.ts'
import { readValue, type Value } from './read-value.ts'
import type { Reading } from './reading.ts'
import type { Token } from './tokenize.ts'

/** A clause as it was read: which field, by which operator; without a value only IS [NOT] NULL. */
export interface Clause<Field> {
  readonly key: Token
  readonly field: Field
  readonly operatorToken: Token
  readonly operatorName: string
  readonly operator: Operator
  readonly value?: Value
}

/** What a key names. Throws FilterError for what does not exist. */
export type ResolveKey<Field> = (word: string, position: number) => Field

/** Reads `<key> <operator> [<value>]`, from where `reading` stands. Throws FilterError. */
export function readClause<Field>(reading: Reading, resolve: ResolveKey<Field>): Clause<Field> {
  const key = reading.next()!
  const found = readOperator(reading.tokens, reading.at + 1)
  if (key.kind !== 'word' || found === undefined) throw noClause(reading)
  reading.countCondition(key)
  const field = resolve(key.raw, key.position)
  const { operator, name: operatorName, tokenCount } = found
  const clause = { key, field, operator, operatorName, operatorToken: reading.next(1)! }
  reading.at += 1 + tokenCount
  if (operator.kind === 'exists') return clause
  const read = readValue(reading.tokens, reading.at)
  reading.at += read?.tokenCount ?? 0
  return { ...clause, value: read?.value }
}

const ARITHMETIC = ['-', '/', '+', '*', '%']

/** Says what stands where a clause should begin. */
function noClause({ text, tokens, at }: Reading): FilterError {
  const token = tokens[at]!
  const { raw, position } = token
  if (raw === ';' && at < tokens.length - 1) {
    const message = `Search filter contained multiple expression "${text}". Provide AND-ed expression list.`
    return new FilterError(message, position, 'Join conditions by AND or OR.')
  }
  const comparisonAt = tokens.findIndex(({ kind }, index) => index > at && kind === 'comparison')
  const left = comparisonAt < 0 ? undefined : text.slice(position, tokens[comparisonAt]!.position).trim()
  const isExpression = token.kind === 'word' && ARITHMETIC.includes(tokens[at + 1]?.raw ?? '')
  const isValue = (token.kind === 'text' || token.kind === 'number') && comparisonAt === at + 1
  if (left !== undefined && (isExpression || isValue)) {
    const hint = isValue ? 'The key comes first, then the operator, then the value.' : QUOTE_THE_KEY
    return new FilterError(`Invalid comparison clause. Expected 'Identifier' found '${left}'`, position, hint)
  }
  const isColon = token.kind === 'word' && tokens[at + 1]?.raw === ':'
  const hint = isExpression || isColon ? QUOTE_THE_KEY : hintAt(tokens, at)
  return invalidClauses(token.kind === 'word' ? clauseless(tokens, at) : [raw], position, hint)
}

const QUOTE_THE_KEY = 'A key with other characters than letters, digits, _ and dots goes in backticks: tag.`a-b`.'

const HINTS: Readonly<Record<string, string>> = {
  ';': 'A filter ends without a semicolon.',
  '&': 'Write AND.',
  '|': 'Write OR.',
  '!': 'Write NOT.',
}

function hintAt(tokens: readonly Token[], at: number): string | undefined {
  const { kind, raw } = tokens[at]!
  const known = HINTS[raw] ?? (kind === 'comparison' ? HINTS[raw[0]!] : undefined)
  if (known !== undefined) return known
  if (kind === 'other' && (raw.startsWith('--') || raw.startsWith('/*'))) return 'A filter has no comments.'
  if (kind === 'other' && (raw[0] === "'" || raw[0] === '"')) return 'The quote that opens here is not closed.'
  if (isWord(tokens[at + 1], 'BETWEEN')) return `Write ${raw} >= … AND ${raw} <= ….`
  return kind === 'word' ? "A condition is a key, an operator and a value: status = 'OK'." : undefined
}

/** The tokens from `at` to the next clause: an AND between values, as of BETWEEN, is none's beginning and not told of. */
function clauseless(tokens: readonly Token[], at: number): string[] {
  const texts: string[] = []
  for (let next = at; next < tokens.length; next++) {
    const token = tokens[next]!
    if (isWord(token, 'OR') || token.raw === ')') break
    if (!isWord(token, 'AND')) texts.push(token.raw)
    else if (tokens[next + 1]?.kind === 'word') break
  }
  return texts
}
