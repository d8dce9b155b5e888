import { EXCEPTION, GEN_AI, LOUPE, MLFLOW } from '@loupe-ai/model'

/**
 * Attributes that hold what people, programs and models said, and errors, which repeat it; left out when content is not
 * captured. What stays is counts, names, types, statuses and times.
 */
const CONTENT_KEYS: ReadonlySet<string> = new Set([
  MLFLOW.spanInputs,
  MLFLOW.spanOutputs,
  GEN_AI.inputMessages,
  GEN_AI.outputMessages,
  GEN_AI.toolCallArguments,
  GEN_AI.toolCallResult,
  GEN_AI.toolDefinitions,
  GEN_AI.toolDescription,
  GEN_AI.stopSequences,
  MLFLOW.chatTools,
  EXCEPTION.message,
  EXCEPTION.stacktrace,
  'gemini.finish_message',
  'gemini.prompt_feedback.block_reason_message',
  'gen_ai.system_instructions',
  'gen_ai.prompt',
  'gen_ai.completion',
  'input.value',
  'output.value',
  LOUPE.requestPreview,
  LOUPE.responsePreview,
])

export const isContentKey = (key: string): boolean => CONTENT_KEYS.has(key)
