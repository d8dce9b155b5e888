import { writeExpression } from '../arithmetic/expression.ts'
import type { Expression, Operation } from '../arithmetic/expression.ts'
import type { JsonObject } from '../json.ts'
import type { FunctionCall, FunctionDeclaration } from '../request/generate-request.ts'
import { enumOf, isNumeric, parametersOf, typeOf } from './schema-fields.ts'
import type { Parameter } from './schema-fields.ts'

/** The functions of a request that can calculate. */
export interface ArithmeticTools {
  /** A call for one operation on two numbers; nothing if no function does it. */
  callFor(operation: Operation, left: number, right: number): FunctionCall | undefined
  /** A call of a function that takes a whole expression as text; nothing if there is none. */
  callForExpression(expression: Expression): FunctionCall | undefined
}

const NAMES: readonly (readonly [Operation, RegExp])[] = [
  ['subtract', /^(?:subtract\w*|minus|difference|sub|diff)$/],
  ['multiply', /^(?:multipl\w*|times|product|mul|mult)$/],
  ['divide', /^(?:divi\w*|quotient|ratio|div)$/],
  ['add', /^(?:add|adds|addition|adding|sum|sums|plus)$/],
]
const SIGNS: Readonly<Record<string, Operation>> = {
  '+': 'add',
  '-': 'subtract',
  '−': 'subtract',
  '*': 'multiply',
  '×': 'multiply',
  '/': 'divide',
  '÷': 'divide',
}
const SIGN_IN_DESCRIPTION = /\b[a-z]\w*\s*([-+−*×/÷])\s*[a-z]\w*\b/i

// The second operand by what it is called, for schemas that list it first.
const SECOND = /^(?:subtrahend|divisor|denominator|second|right|b|y|num2|number2|rhs|by)$/i
const FIRST = /^(?:minuend|dividend|numerator|first|left|a|x|num1|number1|lhs)$/i

interface BinaryTool {
  name: string
  operation: Operation
  first: Parameter
  second?: Parameter
}

export function arithmeticTools(declarations: readonly FunctionDeclaration[]): ArithmeticTools {
  const binary = declarations.flatMap(readBinaryTool)
  const chooser = declarations.map(readChooser).find((tool) => tool !== undefined)
  const whole = declarations.map(readExpressionTool).find((tool) => tool !== undefined)
  return {
    callFor(operation, left, right) {
      const tool = binary.find((tool) => tool.operation === operation)
      if (tool) return { name: tool.name, args: argumentsFor(tool, left, right) }
      return chooser?.(operation, left, right)
    },
    callForExpression(expression) {
      if (!whole || expression.kind === 'number') return undefined
      return { name: whole.name, args: { [whole.parameter]: writeExpression(expression, 'machines') } }
    },
  }
}

function readBinaryTool(declaration: FunctionDeclaration): BinaryTool[] {
  const operation = operationOf(declaration)
  if (operation === undefined) return []
  const parameters = parametersOf(declaration)
  const numbers = parameters.filter(({ schema }) => isNumeric(schema))
  const { name } = declaration
  if (numbers.length >= 2) {
    const [a, b] = numbers as [Parameter, Parameter]
    const isReversed = SECOND.test(a.name) && FIRST.test(b.name)
    return [{ name, operation, first: isReversed ? b : a, second: isReversed ? a : b }]
  }
  const list = parameters.find(({ schema }) => typeOf(schema) === 'ARRAY')
  if (list) return [{ name, operation, first: list }]
  const texts = parameters.filter(({ schema }) => typeOf(schema) === 'STRING')
  return texts.length === 2 ? [{ name, operation, first: texts[0]!, second: texts[1]! }] : []
}

function operationOf({ name, description = '' }: FunctionDeclaration): Operation | undefined {
  const words = (text: string): string[] =>
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z]+/)
  const named = NAMES.find(([, pattern]) => words(name).some((word) => pattern.test(word)))
  if (named) return named[0]
  const sign = SIGN_IN_DESCRIPTION.exec(description)?.[1]
  if (sign !== undefined) return SIGNS[sign]
  const described = NAMES.filter(([, pattern]) => words(description).some((word) => pattern.test(word)))
  return described.length === 1 ? described[0]![0] : undefined
}

function argumentsFor({ first, second }: BinaryTool, left: number, right: number): JsonObject {
  const write = ({ schema }: Parameter, value: number) => (typeOf(schema) === 'STRING' ? String(value) : value)
  if (!second) return { [first.name]: [left, right] }
  // Keys in the order of the schema, as a model writes them.
  return { [first.name]: write(first, left), [second.name]: write(second, right) }
}

/** A calculator with the operation as an argument: `calculate(operation: 'add' | …, a, b)`. */
function readChooser(declaration: FunctionDeclaration) {
  const parameters = parametersOf(declaration)
  const numbers = parameters.filter(({ schema }) => isNumeric(schema))
  const kind = parameters.find(
    ({ name, schema }) => enumOf(schema).length >= 2 || /^(?:operation|operator|op)$/i.test(name),
  )
  if (numbers.length < 2 || !kind || isNumeric(kind.schema)) return undefined
  const choices = enumOf(kind.schema)
  return (operation: Operation, left: number, right: number): FunctionCall | undefined => {
    const pattern = NAMES.find(([name]) => name === operation)![1]
    const choice = choices.find((choice) => pattern.test(choice.toLowerCase()) || SIGNS[choice] === operation)
    if (choice === undefined && choices.length > 0) return undefined
    const args = { [kind.name]: choice ?? operation, [numbers[0]!.name]: left, [numbers[1]!.name]: right }
    return { name: declaration.name, args }
  }
}

function readExpressionTool(declaration: FunctionDeclaration): { name: string; parameter: string } | undefined {
  const { name, description = '' } = declaration
  if (!/calc|eval|math|arithmetic|comput/i.test(`${name} ${description}`)) return undefined
  const texts = parametersOf(declaration).filter(({ schema }) => typeOf(schema) === 'STRING')
  const parameter = texts.find((text) => /expr|formula|equation|calculation|input|query/i.test(text.name)) ?? texts[0]
  return parameter && { name, parameter: parameter.name }
}
