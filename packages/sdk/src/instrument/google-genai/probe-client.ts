import { attempt } from '../quietly.ts'
import type { GenaiModule } from './find-modules.ts'

/** Complete, so that the SDK asks the environment for nothing and looks for no credentials. */
const OPTIONS = { apiKey: 'unused', vertexai: false, httpOptions: { baseUrl: 'http://127.0.0.1:9' } }

/** A client of this copy that is never used. Undefined when the copy exports none, or none can be made. */
export function probeClient(module: GenaiModule): object | undefined {
  const { GoogleGenAI } = module
  if (GoogleGenAI === undefined) return undefined
  // The constructor says what it thinks of the environment; the program's own client will say it once more.
  return attempt('making a probe client', () =>
    withoutWords(() => Reflect.construct(GoogleGenAI, [structuredClone(OPTIONS)])),
  )
}

const LEVELS = ['log', 'debug', 'info', 'warn', 'error'] as const

/** Runs `work` with a silent console. */
export function withoutWords<Result>(work: () => Result): Result {
  const before = LEVELS.map((level) => [level, Object.getOwnPropertyDescriptor(console, level)] as const)
  try {
    for (const level of LEVELS)
      Object.defineProperty(console, level, { value: () => {}, configurable: true, writable: true, enumerable: true })
    return work()
  } finally {
    for (const [level, descriptor] of before)
      if (descriptor === undefined) Reflect.deleteProperty(console, level)
      else Object.defineProperty(console, level, descriptor)
  }
}
