import type { LifecycleStage } from '@loupe-ai/model'
import type { ViewType } from '../experiment-store.ts'

const STAGES: Readonly<Record<ViewType, readonly LifecycleStage[]>> = {
  ACTIVE_ONLY: ['active'],
  DELETED_ONLY: ['deleted'],
  ALL: ['active', 'deleted'],
}

/** What a list shows. */
export const stagesOf = (viewType: ViewType): readonly LifecycleStage[] => STAGES[viewType]
