import { MLFLOW, SESSION_ID, USER_ID } from '@loupe-ai/model'
import type { Dialect } from '../dialect.ts'

/** MLflow's own attributes, which Loupe's SDK writes too (mlflow-wire.md §4.5 and §4.9). */
export const mlflow: Dialect = {
  name: 'mlflow',
  markers: ['mlflow', 'session', 'user'],
  isNative: true,
  type: { key: MLFLOW.spanType },
  inputs: [MLFLOW.spanInputs],
  outputs: [MLFLOW.spanOutputs],
  model: [MLFLOW.model],
  provider: [MLFLOW.provider],
  usage: {
    object: MLFLOW.tokenUsage,
    fields: {
      inputTokens: 'input_tokens',
      outputTokens: 'output_tokens',
      totalTokens: 'total_tokens',
      cacheReadInputTokens: 'cache_read_input_tokens',
      cacheCreationInputTokens: 'cache_creation_input_tokens',
      reasoningTokens: 'reasoning_tokens',
    },
  },
  session: [SESSION_ID],
  user: [USER_ID],
}
