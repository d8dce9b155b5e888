import type { UnixMillis } from './time.ts'

/** A prompt of the registry, by its name. Its texts are its versions'. */
export interface Prompt {
  readonly name: string
  readonly description?: string
  readonly createdMillis: UnixMillis
  /** Also when a version came. */
  readonly updatedMillis: UnixMillis
  readonly tags: Readonly<Record<string, string>>
  /** Version numbers by alias. */
  readonly aliases: Readonly<Record<string, number>>
  readonly latestVersion?: PromptVersion
}

/** One version of a prompt. Its text and kind are tags, as MLflow's clients write them. */
export interface PromptVersion {
  readonly name: string
  /** From 1; never given twice while the prompt is there. */
  readonly version: number
  readonly description: string
  readonly createdMillis: UnixMillis
  readonly updatedMillis: UnixMillis
  readonly source: string
  readonly runId: string
  readonly runLink: string
  readonly tags: Readonly<Record<string, string>>
  readonly aliases: readonly string[]
}

/** Tags by which MLflow's clients know a prompt. */
export const PROMPT_TAG = {
  /** `true` on every prompt and version of one. */
  isPrompt: 'mlflow.prompt.is_prompt',
  text: 'mlflow.prompt.text',
} as const
