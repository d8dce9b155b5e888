import { Type } from '@google/genai'
import type { CallableTool, FunctionCall, FunctionDeclaration } from '@google/genai'

const OPERATIONS = {
  add: { sign: '+', of: (a: number, b: number) => a + b },
  subtract: { sign: '-', of: (a: number, b: number) => a - b },
  multiply: { sign: '*', of: (a: number, b: number) => a * b },
  divide: { sign: '/', of: (a: number, b: number) => a / b },
} as const

/** The declarations of the cookbook's four functions, with parameters of these names. */
export function arithmeticDeclarations(first = 'a', second = 'b'): FunctionDeclaration[] {
  return Object.entries(OPERATIONS).map(([name, { sign }]) => ({
    name,
    description: `returns ${first} ${sign} ${second}.`,
    parameters: {
      type: Type.OBJECT,
      properties: { [first]: { type: Type.NUMBER }, [second]: { type: Type.NUMBER } },
      required: [first, second],
    },
  }))
}

/** The four functions as tools that the client calls by itself; `calls` collects what was called. */
export function arithmeticCallables(calls: FunctionCall[]): CallableTool[] {
  return arithmeticDeclarations().map((declaration) => ({
    tool: async () => ({ functionDeclarations: [declaration] }),
    callTool: async (requested) =>
      requested
        .filter((call) => call.name === declaration.name)
        .map((call) => {
          calls.push(call)
          const { a, b } = call.args as { a: number; b: number }
          const result = OPERATIONS[declaration.name as keyof typeof OPERATIONS].of(a, b)
          const id = call.id === undefined ? {} : { id: call.id }
          return { functionResponse: { ...id, name: call.name!, response: { result } } }
        }),
  }))
}
