import { GEN_AI, SESSION_ID, textAt, TRACE_METADATA, TRACE_TAG, type TraceInfo, type TraceState } from '@loupe-ai/model'
import { oneLine } from '../format/one-line.ts'
import type { Tone } from '../kit/chip.tsx'
import { jsonOf, textOf } from './json-of.ts'
import { withPlainReferences } from './plain-references.ts'
import type { TraceView } from './trace-view.ts'

const MAX_TITLE_CHARACTERS = 200

/** What was asked, or the name of the trace where that is not known. */
export const traceTitle = (info: TraceInfo): string =>
  withPlainReferences(oneLine(asked(info.requestPreview) ?? '', MAX_TITLE_CHARACTERS)) ||
  traceName(info) ||
  info.traceId

/** A preview may be the JSON of a request, cut anywhere: then what it holds is not a title. */
function asked(preview: string | undefined): string | undefined {
  if (preview === undefined || !/^\s*["[{]/.test(preview)) return preview
  const value = jsonOf(preview)
  if (value === preview) return undefined
  return typeof value === 'string'
    ? value
    : textOf(value, 'message', 'contents', 'prompt', 'question', 'query', 'input')
}

export const traceName = (info: TraceInfo): string | undefined => info.tags[TRACE_TAG.name] || undefined

export const sessionOf = (info: TraceInfo): string | undefined =>
  info.metadata[TRACE_METADATA.session] ?? info.metadata[SESSION_ID]

export const userOf = (info: TraceInfo): string | undefined => info.metadata[TRACE_METADATA.user]

/** The models that answered, each once, in the order of the tree. */
export function modelsIn({ rows }: Pick<TraceView, 'rows'>): string[] {
  const models = new Set<string>()
  for (const { span } of rows) {
    const model = span.model ?? textAt(span.attributes, GEN_AI.requestModel)
    if (model !== undefined) models.add(model)
  }
  return [...models]
}

export interface StateWord {
  readonly word: string
  readonly tone: Tone
}

const STATES: Readonly<Record<TraceState, StateWord>> = {
  OK: { word: 'OK', tone: 'ok' },
  ERROR: { word: 'Error', tone: 'error' },
  IN_PROGRESS: { word: 'Running', tone: 'run' },
  STATE_UNSPECIFIED: { word: 'Unknown', tone: 'neutral' },
}

export const stateWord = (state: TraceState): StateWord => STATES[state]

/** `tr-8f0c…41d2` */
export const shortTraceId = (traceId: string): string =>
  traceId.length <= 16 ? traceId : `${traceId.slice(0, traceId.startsWith('tr-') ? 7 : 4)}…${traceId.slice(-4)}`
