import { operate } from './expression.ts'
import type { Operation } from './expression.ts'
import type { Operands } from './find-numbers.ts'

const SYMBOLS: Readonly<Record<string, Operation>> = {
  '+': 'add',
  plus: 'add',
  '-': 'subtract',
  '−': 'subtract',
  '–': 'subtract',
  minus: 'subtract',
  '*': 'multiply',
  '×': 'multiply',
  x: 'multiply',
  times: 'multiply',
  'multiplied by': 'multiply',
  '/': 'divide',
  '÷': 'divide',
  'divided by': 'divide',
}
const HIGH = String.raw`\*|×|x|times|multiplied by|\/|÷|divided by`
const INFIX = new RegExp(String.raw`^(\s*)(\+|plus|-|−|–|minus|${HIGH})(\s*)$`)
/** “57 cats × 44 mittens”: a sign that means nothing else may follow the noun of its number. */
const INFIX_AFTER_NOUN = /^(\s*[a-z]+\s+)(\+|plus|minus|\*|×|times|multiplied by|÷|divided by)(\s*)$/
const HIGH_AFTER = new RegExp(String.raw`^\s*(?:${HIGH})[\s(]*$`)
const HIGH_BEFORE = new RegExp(String.raw`(?:^|[\s)])(?:${HIGH})\s*$`)

const NAMED: Readonly<Record<string, Operation>> = {
  sum: 'add',
  product: 'multiply',
  difference: 'subtract',
  quotient: 'divide',
  ratio: 'divide',
}
const NAMED_BEFORE = /(?:\bthe\s+)?\b(sum|product|difference|quotient|ratio)\s+(?:of|between)\s+(?:the numbers\s+)?$/
const LIST_GAP = /^\s*(?:,\s*(?:and\s+)?|and\s+)$/

const VERBS = 'add|subtract|multiply|divide'
const COMMAND_BEFORE = new RegExp(String.raw`\b(${VERBS})\s+$`)
const COMMAND_GAPS: Readonly<Record<string, RegExp>> = {
  add: /^\s*(?:and|to|with|plus)\s+$/,
  subtract: /^\s*from\s+$/,
  multiply: /^\s*(?:by|and|with|times)\s+$/,
  divide: /^\s*by\s+$/,
}

const RESULT = '(?:it|that|this|the (?:result|answer|sum|product|difference|quotient|total))'
const THEN = String.raw`^[\s,.;]*(?:and|then|next|finally|after that|afterwards|[\s,])*`
const SEQUEL = new RegExp(
  String.raw`${THEN}(${VERBS}|plus|minus|times|divided by)\s+(?:${RESULT}\s+)?(?:by\s+|with\s+)?$`,
)
const SEQUEL_AFTER = new RegExp(String.raw`^\s*(?:to|from)\s+${RESULT}`)
const SEQUEL_VERBS: Readonly<Record<string, Operation>> = {
  add: 'add',
  plus: 'add',
  subtract: 'subtract',
  minus: 'subtract',
  multiply: 'multiply',
  times: 'multiply',
  divide: 'divide',
  'divided by': 'divide',
}

/** A whole text that is a formula may do without spaces: `3-4`; elsewhere that is a range, a date, a size. */
const FORMULA = /^(?:\s*(?:what is|what's|calculate|compute|evaluate|solve)\b)?[\s\d.,()+\-−–*×x/÷=?]*$/

/**
 * Joins operands that the text itself joins by signs (`3 + 4`), names (“the sum of 3 and 4”), commands (“subtract 3
 * from 4”) and sequels (“then double it”). What is left are operands that only a story connects. `gaps` must be in lower
 * case; both arrays are new.
 */
export function joinFormulas({ operands, gaps }: Operands, text: string): Operands {
  const joined = { operands: [...operands], gaps: [...gaps] }
  const isFormula = FORMULA.test(text.toLowerCase())
  let changed = true
  while (changed) {
    changed =
      stripParentheses(joined) ||
      joinInfix(joined, isFormula) ||
      joinNamed(joined) ||
      joinCommand(joined) ||
      joinSequel(joined)
  }
  return joined
}

function stripParentheses({ operands, gaps }: Operands): boolean {
  const index = operands.findIndex((_, i) => /\(\s*$/.test(gaps[i]!) && /^\s*\)/.test(gaps[i + 1]!))
  if (index < 0) return false
  gaps[index] = gaps[index]!.replace(/\(\s*$/, '')
  gaps[index + 1] = gaps[index + 1]!.replace(/^\s*\)/, '')
  return true
}

function joinInfix(joined: Operands, isFormula: boolean): boolean {
  const { operands, gaps } = joined
  for (let i = 0; i + 1 < operands.length; i++) {
    const [, before, sign, after] = INFIX.exec(gaps[i + 1]!) ?? INFIX_AFTER_NOUN.exec(gaps[i + 1]!) ?? []
    if (sign === undefined) continue
    const needsSpace = /^[-−–/x]$/.test(sign) && !isFormula
    if (needsSpace && (before === '' || after === '')) continue
    const operation = SYMBOLS[sign]!
    const isLow = operation === 'add' || operation === 'subtract'
    if (isLow && (HIGH_AFTER.test(gaps[i + 2]!) || HIGH_BEFORE.test(gaps[i]!))) continue
    join(joined, i, operation)
    return true
  }
  return false
}

function joinNamed(joined: Operands): boolean {
  const { operands, gaps } = joined
  for (let i = 0; i + 1 < operands.length; i++) {
    const named = NAMED_BEFORE.exec(gaps[i]!)
    if (!named || !LIST_GAP.test(gaps[i + 1]!)) continue
    join(joined, i, NAMED[named[1]!]!)
    // “The sum of 1, 2, and 3” goes on as long as its list does.
    const goesOn = /^(?:sum|product)$/.test(named[1]!) && i + 1 < operands.length && LIST_GAP.test(gaps[i + 1]!)
    if (!goesOn) gaps[i] = gaps[i]!.slice(0, named.index)
    return true
  }
  return false
}

function joinCommand(joined: Operands): boolean {
  const { operands, gaps } = joined
  for (let i = 0; i + 1 < operands.length; i++) {
    const command = COMMAND_BEFORE.exec(gaps[i]!)
    if (!command || !COMMAND_GAPS[command[1]!]!.test(gaps[i + 1]!)) continue
    // “Subtract 3 from 4” is 4 − 3.
    if (command[1] === 'subtract') operands.splice(i, 2, operands[i + 1]!, operands[i]!)
    gaps[i] = gaps[i]!.slice(0, command.index)
    join(joined, i, command[1] as Operation)
    return true
  }
  return false
}

function joinSequel(joined: Operands): boolean {
  const { operands, gaps } = joined
  for (let i = 0; i + 1 < operands.length; i++) {
    const [, verb] = operands[i]!.kind === 'operation' ? (SEQUEL.exec(gaps[i + 1]!) ?? []) : []
    if (verb === undefined) continue
    gaps[i + 2] = gaps[i + 2]!.replace(SEQUEL_AFTER, '')
    join(joined, i, SEQUEL_VERBS[verb]!)
    return true
  }
  return false
}

function join({ operands, gaps }: Operands, index: number, operation: Operation): void {
  operands.splice(index, 2, operate(operation, operands[index]!, operands[index + 1]!))
  gaps.splice(index + 1, 1)
}
