import { FAULT_KINDS } from './faults/fault-kinds.ts'
import type { EmulatorOptions } from './start-emulator.ts'

/** One flag, in the form that `parseArgs` of `node:util` takes, with what a help page says of it. */
export interface EmulatorFlag {
  type: 'string'
  /** What the value is, as in `--port N`. */
  value: string
  about: string
}

export type EmulatorFlagName = 'port' | 'host' | 'latency-ms' | 'chunk-ms' | 'fault' | 'seed'

/** Only `fault` may be given more than once. */
export type EmulatorFlags = Readonly<Record<Exclude<EmulatorFlagName, 'fault'>, EmulatorFlag>> & {
  readonly fault: EmulatorFlag & { multiple: true }
}

/** The flags of a command that starts the emulator; `readEmulatorFlags` reads their values. */
export const EMULATOR_FLAGS: EmulatorFlags = {
  port: { type: 'string', value: 'N', about: 'Port to listen on (default: any free one).' },
  host: { type: 'string', value: 'ADDRESS', about: 'Address to listen on (default: 127.0.0.1, this machine only).' },
  'latency-ms': { type: 'string', value: 'MS', about: 'Time before each answer (default: 0).' },
  'chunk-ms': { type: 'string', value: 'MS', about: 'Time between the chunks of a stream (default: 0).' },
  fault: {
    type: 'string',
    multiple: true,
    value: 'KIND[:ARGUMENT][:RATE]',
    about: `Fail on purpose, as in 429:0.1, stream-cut:2 or 503:x2; may be repeated. Kinds: ${Object.keys(FAULT_KINDS).join(', ')}.`,
  },
  seed: {
    type: 'string',
    value: 'TEXT',
    about: 'What answers and faults depend on besides the request (default: loupe).',
  },
}

/** Values of flags as `parseArgs` gives them. */
export type EmulatorFlagValues = Partial<Record<Exclude<EmulatorFlagName, 'fault'>, string | undefined>> & {
  fault?: string[] | undefined
}

/** Options from flags. Throws a RangeError that names the flag whose value cannot be used. */
export function readEmulatorFlags(values: EmulatorFlagValues): EmulatorOptions {
  const port = readNumber('port', values.port, 65535)
  const latencyMillis = readNumber('latency-ms', values['latency-ms'], 600_000)
  const chunkMillis = readNumber('chunk-ms', values['chunk-ms'], 600_000)
  return {
    ...(port !== undefined && { port }),
    ...(values.host !== undefined && { host: values.host }),
    ...(latencyMillis !== undefined && { latencyMillis }),
    ...(chunkMillis !== undefined && { chunkMillis }),
    ...(values.fault && { faults: values.fault }),
    ...(values.seed !== undefined && { seed: values.seed }),
  }
}

function readNumber(flag: EmulatorFlagName, text: string | undefined, largest: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text) || Number(text) > largest) {
    throw new RangeError(`--${flag} takes a whole number from 0 to ${largest}, not “${text}”`)
  }
  return Number(text)
}

/** The line to run in a shell so that Google's SDKs talk to the emulator at `url`. */
export function exportLine(url: string): string {
  return `export GOOGLE_GEMINI_BASE_URL=${url}`
}
