import { isDeepStrictEqual } from 'node:util'
import type { AnsweredCall } from '../answer/conversation.ts'
import { calculate } from '../arithmetic/expression.ts'
import type { Expression } from '../arithmetic/expression.ts'
import type { Arithmetic } from '../arithmetic/read-arithmetic.ts'
import type { FunctionCall } from '../request/generate-request.ts'
import type { ArithmeticTools } from './arithmetic-tools.ts'
import { numberOf, readResponse } from './response-value.ts'

/** Where a calculation stands after the calls that were answered so far. */
export type ArithmeticPlan =
  /** These calls come next; all their operands are known, so they can be made at once. */
  | { kind: 'calls'; calls: FunctionCall[] }
  /** One value for each thing that was asked. */
  | { kind: 'done'; values: number[] }
  | { kind: 'failed'; call: FunctionCall; message: string }

type Step =
  | { kind: 'value'; value: number }
  | { kind: 'open' }
  | { kind: 'failed'; call: FunctionCall; message: string }

/** Walks the expressions: what has been answered is known, what no function can do is calculated, the rest is called. */
export function planArithmetic(
  arithmetic: Arithmetic,
  tools: ArithmeticTools,
  answered: readonly AnsweredCall[],
): ArithmeticPlan {
  const calls: FunctionCall[] = []
  const request = (call: FunctionCall): Step => {
    const answer = answered.find((known) => isSameCall(known.call, call))
    if (!answer) {
      if (!calls.some((other) => isSameCall(other, call))) calls.push(call)
      return { kind: 'open' }
    }
    const response = readResponse(answer.response)
    if (response.kind === 'error') return { kind: 'failed', call, message: response.message }
    const value = numberOf(response.value)
    return value === undefined
      ? { kind: 'failed', call, message: `the answer ${JSON.stringify(response.value)} is not a number` }
      : { kind: 'value', value }
  }
  const walk = (expression: Expression): Step => {
    if (expression.kind === 'number') return { kind: 'value', value: expression.value }
    const { operation } = expression
    const left = walk(expression.left)
    const right = walk(expression.right)
    if (left.kind !== 'value') return left
    if (right.kind !== 'value') return right
    const call = tools.callFor(operation, left.value, right.value)
    return call ? request(call) : { kind: 'value', value: calculate(operation, left.value, right.value) }
  }
  const roots = arithmetic.kind === 'story' ? [arithmetic.expression] : arithmetic.expressions
  const steps = roots.map((root) => {
    const whole = tools.callForExpression(root)
    return whole ? request(whole) : walk(root)
  })
  const failed = steps.find((step) => step.kind === 'failed')
  if (failed) return failed
  if (calls.length > 0) return { kind: 'calls', calls }
  return { kind: 'done', values: steps.map((step) => (step.kind === 'value' ? step.value : NaN)) }
}

function isSameCall(a: FunctionCall, b: FunctionCall): boolean {
  return a.name === b.name && isDeepStrictEqual(a.args ?? {}, b.args ?? {})
}
