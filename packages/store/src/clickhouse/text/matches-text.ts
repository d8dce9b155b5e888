import type { TraceCondition } from '@loupe-ai/model'
import { likeMatcher } from './like-pattern.ts'

/** A function that tells whether a condition holds of a text, as SQL would. */
export function textMatcher(condition: Exclude<TraceCondition, { kind: 'exists' }>): (text: string) => boolean {
  switch (condition.kind) {
    case 'like':
      return likeMatcher(condition)
    case 'matches': {
      const expression = new RegExp(condition.pattern, 'u')
      return (text) => expression.test(text)
    }
    case 'in':
      return (text) => condition.values.includes(text) !== condition.negated
    case 'compare': {
      const { operator, value } = condition
      if (typeof value === 'string') return (text) => compare(text, value, operator)
      return (text) => text.trim() !== '' && compare(Number(text), value, operator)
    }
  }
}

type Operator = Extract<TraceCondition, { kind: 'compare' }>['operator']

function compare<Value extends string | number>(left: Value, right: Value, operator: Operator): boolean {
  switch (operator) {
    case '=':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}
