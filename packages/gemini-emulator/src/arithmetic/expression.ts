import { writeNumber } from '../english/nouns.ts'

export type Operation = 'add' | 'subtract' | 'multiply' | 'divide'

/** A calculation that a text asks for. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'operation'; operation: Operation; left: Expression; right: Expression }

export const numeral = (value: number): Expression => ({ kind: 'number', value })

export function operate(operation: Operation, left: Expression, right: Expression): Expression {
  return { kind: 'operation', operation, left, right }
}

/** The value of one operation; dividing by zero gives an infinity or NaN. */
export function calculate(operation: Operation, left: number, right: number): number {
  switch (operation) {
    case 'add':
      return clean(left + right)
    case 'subtract':
      return clean(left - right)
    case 'multiply':
      return clean(left * right)
    case 'divide':
      return clean(left / right)
  }
}

/** Hides the last digits of binary fractions: 0.1 + 0.2 is 0.3. */
const clean = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(15)))

const SIGNS = {
  people: { add: '+', subtract: '−', multiply: '×', divide: '÷' },
  machines: { add: '+', subtract: '-', multiply: '*', divide: '/' },
} as const

const RANK = { add: 1, subtract: 1, multiply: 2, divide: 2 } as const

/** `(5 + 3) × 2` for people, `(5 + 3) * 2` for machines, with no more parentheses than needed. */
export function writeExpression(expression: Expression, reader: keyof typeof SIGNS): string {
  if (expression.kind === 'number')
    return reader === 'people' ? writeNumber(expression.value) : String(expression.value)
  const { operation, left, right } = expression
  const side = (part: Expression, isRight: boolean): string => {
    const text = writeExpression(part, reader)
    if (part.kind === 'number') return part.value < 0 && isRight ? `(${text})` : text
    const difference = RANK[part.operation] - RANK[operation]
    return difference < 0 || (difference === 0 && isRight) ? `(${text})` : text
  }
  return `${side(left, false)} ${SIGNS[reader][operation]} ${side(right, true)}`
}
