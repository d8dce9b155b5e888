import type { Diagnostics } from '../diagnostics.ts'
import type { Transport } from './transport.ts'

/** A transport that tells a person what does not arrive, and what to do about it. */
export function withFailureReports(
  inner: Transport,
  baseUrl: string,
  diagnostics: Diagnostics,
  hint: string = 'Is the server running? npx @loupe-ai/cli server',
): Transport {
  return {
    async send(body, signal) {
      const outcome = await inner.send(body, signal)
      if (signal.aborted) return outcome
      if (outcome.status === 'refused')
        diagnostics.warn(`refused ${baseUrl}`, `${baseUrl} refused traces: ${outcome.reason}`)
      if (outcome.status === 'retryable')
        diagnostics.warn(
          `away ${baseUrl}`,
          `traces cannot be sent to ${baseUrl} now: ${outcome.reason}. They are kept and tried again. ${hint}`.trimEnd(),
        )
      if (outcome.status === 'accepted' && outcome.rejectedSpans > 0)
        diagnostics.warn(
          `rejected ${baseUrl}`,
          `${baseUrl} did not take ${outcome.rejectedSpans} ${outcome.rejectedSpans === 1 ? 'span' : 'spans'}: ${outcome.message}`,
        )
      return outcome
    },
  }
}
