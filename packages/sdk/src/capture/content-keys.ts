import { GEN_AI, LOUPE, MLFLOW } from '@loupe-ai/model'

/** Attributes that hold what people and models said; left out when content is not captured. */
const CONTENT_KEYS: ReadonlySet<string> = new Set([
  MLFLOW.spanInputs,
  MLFLOW.spanOutputs,
  GEN_AI.inputMessages,
  GEN_AI.outputMessages,
  GEN_AI.toolCallArguments,
  GEN_AI.toolCallResult,
  'gen_ai.system_instructions',
  'gen_ai.prompt',
  'gen_ai.completion',
  'input.value',
  'output.value',
  LOUPE.requestPreview,
  LOUPE.responsePreview,
])

export const isContentKey = (key: string): boolean => CONTENT_KEYS.has(key)
