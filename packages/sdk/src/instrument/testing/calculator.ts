import type { CallableTool, FunctionCall, Part, Tool } from '@google/genai'
import { Type } from '@google/genai'
import type { Tracing } from '../../trace/live-span.ts'

const OPERATIONS: Readonly<Record<string, { sign: string; run: (a: number, b: number) => number }>> = {
  add: { sign: '+', run: (a, b) => a + b },
  subtract: { sign: '-', run: (a, b) => a - b },
  multiply: { sign: '*', run: (a, b) => a * b },
  divide: { sign: '/', run: (a, b) => a / b },
}

/** The cookbook's four functions as a callable tool with private state; what a user's own code traces inside nests below. */
export function calculator(tracing: Tracing, names: readonly string[] = Object.keys(OPERATIONS)): Calculator {
  return new Calculator(tracing, names)
}

class Calculator implements CallableTool {
  #calls = 0
  readonly #tracing: Tracing
  readonly #names: readonly string[]

  constructor(tracing: Tracing, names: readonly string[]) {
    this.#tracing = tracing
    this.#names = names
  }

  get calls(): number {
    return this.#calls
  }

  async tool(): Promise<Tool> {
    const parameters = {
      type: Type.OBJECT,
      properties: { a: { type: Type.NUMBER }, b: { type: Type.NUMBER } },
      required: ['a', 'b'],
    }
    return {
      functionDeclarations: this.#names.map((name) => ({
        name,
        description: `returns a ${OPERATIONS[name]!.sign} b.`,
        parameters,
      })),
    }
  }

  async callTool(calls: FunctionCall[]): Promise<Part[]> {
    return calls
      .filter((call) => this.#names.includes(call.name ?? ''))
      .map((call) => {
        this.#calls++
        this.#tracing.startSpan({ name: `inside ${call.name}`, spanType: 'UNKNOWN' }).end()
        const { a, b } = call.args as { a: number; b: number }
        const response = { result: OPERATIONS[call.name!]!.run(a, b) }
        return { functionResponse: { ...(call.id !== undefined && { id: call.id }), name: call.name!, response } }
      })
  }
}
