import type { ExperimentId } from './ids.ts'
import type { UnixMillis } from './time.ts'

export type LifecycleStage = 'active' | 'deleted'

export interface Experiment {
  readonly experimentId: ExperimentId
  readonly name: string
  readonly artifactLocation: string
  readonly lifecycleStage: LifecycleStage
  readonly createdMillis: UnixMillis
  readonly updatedMillis: UnixMillis
  readonly tags: Readonly<Record<string, string>>
}
