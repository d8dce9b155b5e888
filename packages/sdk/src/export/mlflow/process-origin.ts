import { TRACE_METADATA } from '@loupe-ai/model'

import type { Environment } from '../../config.ts'

/** Who runs which program, as MLflow's clients say it of each trace (mlflow-wire.md §3.4). */
export function processOrigin(env: Environment): Readonly<Record<string, string | undefined>> {
  return {
    [TRACE_METADATA.maker]: env['LOGNAME'] ?? env['USER'] ?? env['USERNAME'],
    [TRACE_METADATA.sourceName]: programName(),
    [TRACE_METADATA.sourceType]: 'LOCAL',
    [TRACE_METADATA.sourceRun]: env['MLFLOW_RUN_ID'],
  }
}

/** The script's file, without the folders of somebody's machine; undefined where a runtime has no arguments. */
function programName(): string | undefined {
  const script: string | undefined = globalThis.process?.argv?.[1]
  return script?.split(/[\\/]/).at(-1)
}
