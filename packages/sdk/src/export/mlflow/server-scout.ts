import type { Transport } from '../transport.ts'
import type { Connection } from './call-json.ts'
import { probeServer, type ServerKind } from './probe-server.ts'
import type { SendRequest } from './send-request.ts'

/** Finds out what listens at an address, once, and only when it does not take spans as Loupe does. */
export interface ServerScout {
  /** Undefined while nobody had to ask, or got no answer. */
  readonly kind: ServerKind['kind'] | undefined
  readonly takesSpans: boolean
  /** `inner`, whose failures `tell` tells, except that MLflow refuses: then another way is open. */
  watch(inner: Transport, tell: (inner: Transport) => Transport): Transport
}

export function serverScout(send: SendRequest, connection: Connection): ServerScout {
  let found: ServerKind | undefined
  let takesOtlp = false

  async function ask(signal: AbortSignal): Promise<void> {
    const answer = await probeServer(send, connection, signal)
    if ('kind' in answer) found = answer
  }

  return {
    get kind() {
      return found?.kind
    },
    get takesSpans() {
      return found?.kind === 'mlflow' && found.takesSpans
    },
    watch: (inner, tell) => ({
      async send(body, signal) {
        const outcome = await inner.send(body, signal)
        if (outcome.status === 'accepted') takesOtlp = true
        if (outcome.status === 'refused' && !takesOtlp && found === undefined) await ask(signal)
        if (outcome.status === 'refused' && found?.kind === 'mlflow') return outcome
        return await tell({ send: async () => outcome }).send(body, signal)
      },
    }),
  }
}
