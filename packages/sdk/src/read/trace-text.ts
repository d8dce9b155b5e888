import type { TokenUsage } from '@loupe-ai/model'
import { stringifyJson } from '@loupe-ai/wire'

import type { Assessment } from './assessment.ts'
import type { TraceInfo } from './trace.ts'
import type { TraceSpan } from './trace-span.ts'

const MAX_SHOWN_CHARACTERS = 120
const MAX_SHOWN_SPANS = 200

interface ShownTrace {
  readonly info: TraceInfo
  readonly data: { readonly spans: readonly TraceSpan[] }
  readonly roots: readonly TraceSpan[]
}

/** A trace for people: a line that sums it up, previews, the tree of spans, what was thought of it. */
export function traceText({ info, data, roots }: ShownTrace): string {
  const summary = [
    info.state,
    durationText(info.executionDuration),
    tokensText(info.tokenUsage),
    costText(info.totalCost),
  ]
  const lines = [`Trace ${info.traceId}  ${joined(summary, ' · ')}`]
  if (info.requestPreview) lines.push(`  request   ${short(info.requestPreview)}`)
  if (info.responsePreview) lines.push(`  response  ${short(info.responsePreview)}`)
  const shown = treeLines(roots)
  lines.push(...shown)
  const hidden = data.spans.length - shown.length
  if (hidden > 0) lines.push(`  … and ${hidden} more ${hidden === 1 ? 'span' : 'spans'}`)
  lines.push(...info.assessments.map(assessmentLine))
  return lines.join('\n')
}

interface Waiting {
  readonly span: TraceSpan
  readonly indent: string
  readonly isLast: boolean
}

function treeLines(roots: readonly TraceSpan[]): string[] {
  const lines: string[] = []
  const waiting = levelOf(roots, '  ')
  for (let next = waiting.pop(); next !== undefined && lines.length < MAX_SHOWN_SPANS; next = waiting.pop()) {
    const { span, indent, isLast } = next
    lines.push(`${indent}${isLast ? '└─' : '├─'} ${spanText(span)}`)
    waiting.push(...levelOf(span.children, `${indent}${isLast ? '   ' : '│  '}`))
  }
  return lines
}

/** The first comes last, to be taken first. */
const levelOf = (spans: readonly TraceSpan[], indent: string): Waiting[] =>
  spans.map((span, at) => ({ span, indent, isLast: at === spans.length - 1 })).toReversed()

function spanText(span: TraceSpan): string {
  const { code, message } = span.status
  const error = code === 'ERROR' ? `ERROR${message ? `: ${short(message)}` : ''}` : undefined
  const type = span.spanType === 'UNKNOWN' ? undefined : span.spanType
  const parts = [type, span.model, durationText(span.durationMillis) ?? 'running', tokensText(span.tokenUsage)]
  return `${short(span.name)}  ${joined([...parts, costText(span.totalCost), error], ' · ')}`
}

function assessmentLine({ kind, name, value, error, source, rationale, valid }: Assessment): string {
  const said = error === undefined ? stringifyJson(value) : `error ${error.errorCode}`
  const why = rationale ? `: ${short(rationale)}` : ''
  const by = source.sourceId === 'default' ? source.sourceType : `${source.sourceType} ${source.sourceId}`
  return `  ${kind} ${short(name)} = ${short(said)} (${short(by)})${valid ? '' : ', overridden'}${why}`
}

function durationText(millis: number | undefined): string | undefined {
  if (millis === undefined) return undefined
  return millis < 1000 ? `${Number(millis.toPrecision(3))} ms` : `${(millis / 1000).toFixed(2)} s`
}

function tokensText(usage: TokenUsage | undefined): string | undefined {
  if (usage === undefined) return undefined
  const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = usage
  return `${totalTokens} tokens (${inputTokens} in, ${outputTokens} out)`
}

const costText = (dollars: number | undefined): string | undefined =>
  dollars === undefined ? undefined : `$${Number(dollars.toPrecision(3))}`

const joined = (parts: readonly (string | undefined)[], glue: string): string =>
  parts.filter((part) => part !== undefined).join(glue)

/** One line, without what could steer a terminal. */
function short(text: string): string {
  const line = text.slice(0, MAX_SHOWN_CHARACTERS * 4).replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
  return line.length <= MAX_SHOWN_CHARACTERS ? line : `${line.slice(0, MAX_SHOWN_CHARACTERS - 1).toWellFormed()}…`
}
