import { GoogleGenAI } from '@google/genai'
import { startEmulator } from '../start-emulator.ts'
import type { Emulator, EmulatorOptions } from '../start-emulator.ts'

/** An emulator and Google's own client connected to it; `await using` closes it. */
export interface Connected extends AsyncDisposable {
  ai: GoogleGenAI
  emulator: Emulator
}

export async function connect(
  options?: EmulatorOptions & { apiKey?: string; apiVersion?: string },
): Promise<Connected> {
  const { apiKey = 'any-key', apiVersion, ...rest } = options ?? {}
  const emulator = await startEmulator(rest)
  const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: emulator.url, ...(apiVersion && { apiVersion }) } })
  return { ai, emulator, [Symbol.asyncDispose]: () => emulator.close() }
}

/** Request options that ask for a fault. */
export function withFault(fault: string): { httpOptions: { headers: Record<string, string> } } {
  return { httpOptions: { headers: { 'x-emulator-fault': fault } } }
}

/** Google's client throws its own ApiError; several copies of the class exist, so this looks at its shape. */
export async function apiErrorOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
      return { status: error.status, message: error.message }
    }
    throw error
  }
  throw new Error('the call did not fail')
}

/** The same by way of Vertex AI, with a project and a bearer token. */
export async function connectVertex(options?: EmulatorOptions): Promise<Connected> {
  const emulator = await startEmulator(options)
  const authClient = { getRequestHeaders: async () => new Map([['authorization', 'Bearer t']]) }
  const ai = new GoogleGenAI({
    vertexai: true,
    project: 'p',
    location: 'l',
    httpOptions: { baseUrl: emulator.url },
    googleAuthOptions: { authClient: authClient as never },
  })
  return { ai, emulator, [Symbol.asyncDispose]: () => emulator.close() }
}
