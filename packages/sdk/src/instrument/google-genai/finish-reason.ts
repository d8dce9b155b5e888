import { listAt, objectAt } from './loose.ts'

const FINISH_REASONS: Readonly<Record<string, string>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
}

/** How a candidate ended, in OpenTelemetry's words for Google's `raw`; undefined when it goes on (gemini-sdk.md §11). */
export function finishReason(raw: string, candidate: unknown): string | undefined {
  if (raw === 'CONTINUATION') return undefined
  if (raw === 'STOP' && asksForTools(candidate)) return 'tool_call'
  return FINISH_REASONS[raw] ?? 'error'
}

/** A call that the same content already answers was run by the server: it asks nobody for anything (gemini-sdk.md §18). */
function asksForTools(candidate: unknown): boolean {
  const parts = listAt(objectAt(candidate, 'content'), 'parts')
  const has = (kind: string): number => parts.filter((part) => objectAt(part, kind) !== undefined).length
  return has('functionCall') > has('functionResponse')
}
