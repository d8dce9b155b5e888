import { createLoupe, type Loupe } from '../loupe.ts'
import type { Environment, InitOptions } from '../config.ts'

export interface TestLoupe extends Loupe, AsyncDisposable {
  /** What was said to the person who runs the program. */
  readonly lines: string[]
}

/** An SDK of its own that reads no real environment and stops when the test's block ends. */
export function testLoupe(options: InitOptions, env: Environment = {}): TestLoupe {
  const lines: string[] = []
  const loupe = createLoupe(options, { env, write: (line) => lines.push(line) })
  return {
    ...loupe,
    lines,
    async [Symbol.asyncDispose]() {
      await loupe.shutdown({ timeoutMillis: 100 })
    },
  }
}
