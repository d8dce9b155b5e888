import { diag } from '@opentelemetry/api'
import type { Tracing } from '../../trace/live-span.ts'
import { openStreams } from '../open-streams.ts'
import { attempt, quietly } from '../quietly.ts'
import { callMemory } from './call-memory.ts'
import { chatTurns } from './chat-turns.ts'
import { adoptEarlyClient } from './early-clients.ts'
import { copiesIn, findModules } from './find-modules.ts'
import type { GenaiModule } from './find-modules.ts'
import { watchHttpAttempts } from './http-attempts.ts'
import { watchLaterModules } from './later-modules.ts'
import type { Undo } from './patch.ts'
import { patchModule } from './patch-module.ts'
import { traceClient } from './traced-client.ts'
import type { Switch, WrapParts } from './wrap-method.ts'

export interface AutologOptions {
  /** Switch off: nothing is traced from here on, on any client, and the SDK's classes are as they were. */
  readonly disable?: boolean
  /** Further copies of the SDK, as `import * as genai from '@google/genai'` gives them: for bundles and unusual layouts. */
  readonly modules?: readonly unknown[]
}

export interface GeminiInstrumentation {
  /** Traces every client of `@google/genai`. Works before or after clients exist, again and again, without `await`. Never throws. */
  autolog(options?: AutologOptions): void
  /** Traces this one client, whether or not `autolog` is on, and gives the same client back. Never throws. */
  tracedClient<Client>(client: Client): Client
  /** Ends the spans of streams that were not read to their end, for when the program stops. Never throws. */
  closeStreams(): void
}

export interface GeminiInstrumentationOptions {
  /** Takes what the person who runs the program should know; OpenTelemetry's diagnostics when absent. */
  readonly warn?: (message: string) => void
}

const NOT_FOUND =
  'gemini.autolog() found no @google/genai to trace. If the program bundles it, give it the module: ' +
  "import * as genai from '@google/genai'; autolog({ modules: [genai] })"

/** The instrumentation of `@google/genai`, switched off at first. */
export function createGeminiInstrumentation(
  tracing: Tracing,
  { warn = (message) => diag.warn(`loupe: ${message}`) }: GeminiInstrumentationOptions = {},
): GeminiInstrumentation {
  const parts: WrapParts = { tracing, turns: chatTurns(), streams: openStreams(), memory: callMemory() }
  const classParts: WrapParts = {
    ...parts,
    onRequester: (models) =>
      quietly('tracing a client that was made before', () => {
        const undo = adoptEarlyClient(models, power, parts)
        if (undo !== undefined) undos.push(undo)
      }),
  }
  // One switch for all times: clients made while autolog was on carry wrappers that must wake up with it again.
  const power: Switch = { isOn: false }
  const alwaysOn: Switch = { isOn: true }
  let undos: Undo[] = []
  let hasWarned = false
  let isWatchingHttp = false

  const patch = (module: GenaiModule): void =>
    quietly('patching @google/genai', () => {
      const undo = patchModule(module, power, classParts)
      if (undo !== undefined) undos.push(undo)
    })

  /** For good: a client that is traced by itself outlives autolog. Listening costs nothing where nothing is traced. */
  const watchHttp = (): void => {
    if (isWatchingHttp) return
    isWatchingHttp = true
    quietly('watching HTTP requests', () => watchHttpAttempts(() => tracing.activeContext()))
  }

  const enable = (modules: readonly unknown[]): void => {
    if (undos.length === 0) {
      const stop = attempt('watching for later copies', () => watchLaterModules(patch))
      undos.push(stop ?? (() => {}))
      watchHttp()
    }
    const copies = [...modules.flatMap(copiesIn), ...findModules()]
    if (copies.length === 0 && !hasWarned) {
      hasWarned = true
      warn(NOT_FOUND)
    }
    for (const copy of copies) patch(copy)
    power.isOn = true
  }

  const disable = (): void => {
    power.isOn = false
    for (const undo of undos.reverse()) quietly('restoring @google/genai', undo)
    undos = []
  }

  return {
    autolog: ({ disable: isOff = false, modules = [] } = {}) =>
      quietly('gemini.autolog', () => (isOff ? disable() : enable(modules))),
    tracedClient(client) {
      watchHttp()
      traceClient(client, alwaysOn, parts)
      return client
    },
    closeStreams: () => quietly('closing streams', () => parts.streams.closeAll()),
  }
}
