import { type CallableTool, type FunctionCall, type Part, Type } from '@google/genai'

const OPERATIONS = {
  add: { description: 'returns a + b.', compute: (a: number, b: number) => a + b },
  subtract: { description: 'returns a - b.', compute: (a: number, b: number) => a - b },
  multiply: { description: 'returns a * b.', compute: (a: number, b: number) => a * b },
  divide: { description: 'returns a / b.', compute: (a: number, b: number) => a / b },
} as const

const isOperation = (name: string | undefined): name is keyof typeof OPERATIONS =>
  name !== undefined && Object.hasOwn(OPERATIONS, name)

const PARAMETERS = {
  type: Type.OBJECT,
  properties: { a: { type: Type.NUMBER }, b: { type: Type.NUMBER } },
  required: ['a', 'b'],
}

function answer({ id, name, args }: FunctionCall): Part {
  const operation = OPERATIONS[name as keyof typeof OPERATIONS]
  const result = operation.compute(Number(args?.['a']), Number(args?.['b']))
  return { functionResponse: { id, name, response: { result } } }
}

/** Four functions that Gemini may call by itself: the SDK runs them and sends their results back (automatic function calling). */
export const calculator: CallableTool = {
  tool: async () => ({
    functionDeclarations: Object.entries(OPERATIONS).map(([name, { description }]) => ({
      name,
      description,
      parameters: PARAMETERS,
    })),
  }),
  callTool: async (calls) => calls.filter(({ name }) => isOperation(name)).map(answer),
}
