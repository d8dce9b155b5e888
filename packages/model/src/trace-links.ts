import type { TraceEdit } from './trace-edit.ts'

/** The ids of the runs that edits link the trace to, each once, in order. */
export const linkedRunsOf = (edits: readonly TraceEdit[]): readonly string[] =>
  [...new Set(edits.flatMap((edit) => (edit.kind === 'link-run' ? [edit.runId] : [])))].toSorted()

/**
 * `name/version` of each prompt that the trace used, each once, in order: those that edits link and those of the tag
 * `mlflow.linkedPrompts`, in which clients repeat or only say them (mlflow-wire.md §4.9).
 */
export function linkedPromptsOf(tag: string | undefined, edits: readonly TraceEdit[]): readonly string[] {
  const linked = edits.flatMap((edit) => (edit.kind === 'link-prompt' ? [edit] : []))
  return [...new Set([...promptsOfTag(tag), ...linked].map(({ name, version }) => `${name}/${version}`))].toSorted()
}

function promptsOfTag(tag: string | undefined): { name: string; version: string }[] {
  const document = tag === undefined ? [] : parsed(tag)
  if (!Array.isArray(document)) return []
  return document.flatMap((prompt: unknown) => {
    if (typeof prompt !== 'object' || prompt === null || !('name' in prompt) || !('version' in prompt)) return []
    const { name, version } = prompt
    const isVersion = typeof version === 'string' || typeof version === 'number'
    return typeof name === 'string' && isVersion ? [{ name, version: String(version) }] : []
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
