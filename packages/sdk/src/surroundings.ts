import type { Environment } from './config.ts'

/** What the SDK takes from the process it lives in. */
export interface Surroundings {
  readonly env: Environment
  /** One line for a person. */
  readonly write: (line: string) => void
}

export const processSurroundings = (): Surroundings => ({
  env: readEnvironment(),
  // oxlint-disable-next-line no-console -- the one place where we speak to the person who runs the program
  write: (line) => console.warn(line),
})

/** Empty where there is none, or where reading it is not allowed. */
function readEnvironment(): Environment {
  try {
    return globalThis.process?.env ?? {}
  } catch {
    return {}
  }
}
