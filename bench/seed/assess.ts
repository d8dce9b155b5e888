import type { HttpClient } from '../load/http-client.ts'
import { otelTraceId, type Block } from './plan.ts'

export interface Assessing {
  /** Takes a block whose spans the server has. */
  readonly add: (block: Block) => void
  /** Resolves with how many verdicts were given, when all were. */
  finish(): Promise<number>
}

/** Gives the verdicts that a corpus has on its traces, `workers` at a time, while its spans are sent. */
export function assess(client: HttpClient, seed: number, workers: number): Assessing {
  const waiting: { readonly traceId: string; readonly verdict: boolean }[] = []
  const wake: (() => void)[] = []
  let isFinished = false
  let given = 0

  const work = async (): Promise<void> => {
    for (;;) {
      const next = waiting.shift()
      if (next !== undefined) {
        await client.json('POST', `/api/3.0/mlflow/traces/tr-${next.traceId}/assessments`, {
          assessment: {
            assessment_name: 'correct',
            source: { source_type: 'HUMAN', source_id: 'reviewer' },
            feedback: { value: next.verdict },
          },
        })
        given++
      } else if (isFinished) return
      else await new Promise<void>((resolve) => wake.push(resolve))
    }
  }
  const wakeAll = (): void => {
    for (const resolve of wake.splice(0)) resolve()
  }
  const all = Promise.all(Array.from({ length: workers }, work))
  // Reported by `finish`.
  all.catch(() => {})

  return {
    add: ({ index, conversations }) => {
      conversations.forEach(({ verdicts }, conversation) => {
        for (const [trace, verdict] of verdicts) {
          waiting.push({ traceId: otelTraceId(seed, index, conversation, trace), verdict })
        }
      })
      wakeAll()
    },
    finish: async () => {
      isFinished = true
      wakeAll()
      await all
      return given
    },
  }
}
