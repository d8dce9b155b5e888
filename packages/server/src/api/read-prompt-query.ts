import {
  type Condition,
  type FilterTree,
  PROMPT_TAG,
  type PromptFilter,
  type PromptOrder,
  type PromptVersionFilter,
  type PromptVersionOrder,
} from '@loupe-ai/model'
import { parsePromptFilter, parsePromptOrder, parsePromptVersionFilter, parsePromptVersionOrder } from '@loupe-ai/wire'
import { orThrow } from './read-entity-query.ts'

export const readPromptFilter = (text: string | undefined): PromptFilter | undefined =>
  orThrow(parsePromptFilter(text ?? '')).filter

export const readPromptOrder = (clauses: readonly string[] | undefined): readonly PromptOrder[] =>
  orThrow(parsePromptOrder(clauses ?? [])).orderBy

export const readPromptVersionFilter = (text: string | undefined): PromptVersionFilter | undefined =>
  orThrow(parsePromptVersionFilter(text ?? '')).filter

export const readPromptVersionOrder = (clauses: readonly string[] | undefined): readonly PromptVersionOrder[] =>
  orThrow(parsePromptVersionOrder(clauses ?? [])).orderBy

/** Whether a search says anything of the tag that prompts have and models do not. */
export function asksForPrompts(
  tree: FilterTree<Condition<{ readonly entity: string; readonly key: string }>> | undefined,
): boolean {
  if (tree === undefined) return false
  if (tree.kind === 'not') return asksForPrompts(tree.part)
  if (tree.kind === 'and' || tree.kind === 'or') return tree.parts.some(asksForPrompts)
  return tree.field.entity === 'tag' && tree.field.key === PROMPT_TAG.isPrompt
}
