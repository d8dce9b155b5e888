import { ENDPOINTS } from '@loupe-ai/contract'
import type { RetentionKeeper } from '../retention/keep-applying.ts'
import { mount, type ApiMount } from './mount.ts'

/** Applies retention now, or says what it would do. */
export function mountRetention(api: ApiMount, retention: Pick<RetentionKeeper, 'apply'>): void {
  mount(api, ENDPOINTS.applyRetention, async ({ dry_run = false, max_seconds }) => {
    const { steps, warnings, isComplete } = await retention.apply(dry_run, max_seconds)
    return {
      steps: steps.map((step) =>
        step.kind === 'week'
          ? {
              kind: step.kind,
              start_millis: step.startMillis,
              end_millis: step.endMillis,
              traces: step.traces,
              bytes: step.bytes,
            }
          : {
              kind: step.kind,
              experiment_id: step.experimentId,
              name: step.name,
              reason: step.reason,
              traces: step.traces,
            },
      ),
      warnings: [...warnings],
      is_complete: isComplete,
    }
  })
}
