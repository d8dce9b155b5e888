import { TRACE_METADATA, TRACE_TAG } from './attribute-names.ts'
import type { SpanId, TraceId } from './ids.ts'
import { recordedCost, recordedUsage } from './recorded-totals.ts'
import { addCost, type TraceCost } from './span-cost.ts'
import type { Span } from './span.ts'
import { millisBetween, millisOfNanos } from './time.ts'
import { addUsage, type TokenUsage } from './token-usage.ts'
import { editAssessments, editTags, type TraceEdit } from './trace-edit.ts'
import type { TraceInfo, TraceRecord, TraceState } from './trace-info.ts'
import { linkedPromptsOf, linkedRunsOf } from './trace-links.ts'

/** What a summary needs of a span: no payload, no attributes. */
export type SummarySpan = Pick<
  Span,
  | 'spanId'
  | 'parentId'
  | 'experimentId'
  | 'name'
  | 'startNanos'
  | 'endNanos'
  | 'status'
  | 'usage'
  | 'cost'
  | 'sessionId'
  | 'userId'
  | 'trace'
>

/**
 * The facts of a trace from its spans (one each, no repeats) and from what StartTraceV3 said, if it did. Pure and
 * independent of the order of arrival: where spans disagree the earliest-started wins, the record wins over spans, and
 * what was said after the fact (`edits`, in the order they were made) wins over both.
 * Throws a RangeError when there is neither a span nor a record.
 */
export function summarizeTrace(
  traceId: TraceId,
  spans: readonly SummarySpan[],
  record?: TraceRecord,
  edits: readonly TraceEdit[] = [],
): TraceInfo {
  const ordered = spans.toSorted(byStartThenId)
  const first = ordered[0]
  if (first === undefined && record === undefined) throw new RangeError(`nothing is known of trace ${traceId}`)
  const root = ordered.find((span) => span.parentId === undefined)
  const fromSpans = factsOf(ordered, root)
  const usage = total(ordered, (span) => span.usage, addUsage)
  const cost = total(ordered, (span) => span.cost, addCost)
  const toldUsage = recordedUsage(record?.metadata[TRACE_METADATA.tokenUsage])
  const metadata: Record<string, string> = { ...fromSpans.metadata }
  const error = errorOf(root)
  if (error !== undefined) metadata[TRACE_METADATA.error] = error
  if (usage !== undefined) metadata[TRACE_METADATA.tokenUsage] = tokenUsageText(usage)
  if (cost !== undefined) metadata[TRACE_METADATA.cost] = costText(cost)
  const assessments = editAssessments(record?.assessments ?? [], edits)
  const tags = editTags({ ...fromSpans.tags, ...record?.tags }, edits)
  const linkedRuns = linkedRunsOf(edits)
  const linkedPrompts = linkedPromptsOf(tags[TRACE_TAG.linkedPrompts], edits)
  return {
    traceId,
    experimentId: record?.experimentId ?? first!.experimentId,
    clientRequestId: record?.clientRequestId ?? fromSpans.clientRequestId,
    requestPreview: record?.requestPreview ?? fromSpans.requestPreview,
    responsePreview: record?.responsePreview ?? fromSpans.responsePreview,
    requestTimeMillis: record?.requestTimeMillis ?? millisOfNanos(first!.startNanos),
    durationMillis: record?.durationMillis ?? durationOf(ordered, root),
    state: record !== undefined && isFinal(record.state) ? record.state : stateOf(root),
    tags,
    metadata: { ...metadata, ...record?.metadata },
    ...(assessments.length > 0 && { assessments }),
    // Counts, as all else, by the record; money by the spans, whose prices may be set anew.
    usage: toldUsage === undefined ? usage : { ...usage, ...toldUsage },
    cost: cost ?? recordedCost(record?.metadata[TRACE_METADATA.cost]),
    spanCount: spans.length,
    ...(linkedRuns.length > 0 && { linkedRuns }),
    ...(linkedPrompts.length > 0 && { linkedPrompts }),
  }
}

/** A list shows one line of it; the span keeps the whole. */
const MAX_ERROR_CHARACTERS = 1000

const isFinal = (state: TraceState): boolean => state === 'OK' || state === 'ERROR'

function stateOf(root: SummarySpan | undefined): TraceState {
  if (root?.endNanos === undefined) return 'IN_PROGRESS'
  return root.status.code === 'ERROR' ? 'ERROR' : 'OK'
}

function errorOf(root: SummarySpan | undefined): string | undefined {
  if (root?.status.code !== 'ERROR' || !root.status.message) return undefined
  return root.status.message.slice(0, MAX_ERROR_CHARACTERS)
}

function durationOf(ordered: readonly SummarySpan[], root: SummarySpan | undefined): number | undefined {
  if (root?.endNanos === undefined) return undefined
  let end = root.endNanos
  for (const span of ordered) if (span.endNanos !== undefined && span.endNanos > end) end = span.endNanos
  return millisBetween(ordered[0]!.startNanos, end)
}

type MergedFacts = SummarySpan['trace']

function factsOf(ordered: readonly SummarySpan[], root: SummarySpan | undefined): MergedFacts {
  // Maps, because a tag may be called `__proto__`.
  const tags = new Map<string, string>(root === undefined ? [] : [[TRACE_TAG.name, root.name]])
  const metadata = new Map<string, string>()
  // Written from the last to the first, so that the earliest-started span has the last word.
  for (const span of ordered.toReversed()) {
    for (const [key, value] of Object.entries(span.trace.tags)) tags.set(key, value)
    for (const [key, value] of Object.entries(span.trace.metadata)) metadata.set(key, value)
    if (span.sessionId !== undefined) metadata.set(TRACE_METADATA.session, span.sessionId)
    if (span.userId !== undefined) metadata.set(TRACE_METADATA.user, span.userId)
  }
  return {
    tags: Object.fromEntries(tags),
    metadata: Object.fromEntries(metadata),
    clientRequestId: firstOf(ordered, (facts) => facts.clientRequestId),
    requestPreview: firstOf(ordered, (facts) => facts.requestPreview),
    responsePreview: firstOf(ordered, (facts) => facts.responsePreview),
  }
}

function firstOf(
  ordered: readonly SummarySpan[],
  read: (facts: MergedFacts) => string | undefined,
): string | undefined {
  for (const span of ordered) {
    const value = read(span.trace)
    if (value !== undefined) return value
  }
  return undefined
}

/** A span counts only if no ancestor of it has one, as MLflow does (mlflow-wire.md §4.5): parents repeat their children. */
function total<Part>(
  ordered: readonly SummarySpan[],
  partOf: (span: SummarySpan) => Part | undefined,
  add: (sum: Part | undefined, part: Part) => Part,
): Part | undefined {
  const byId = new Map<SpanId, SummarySpan>(ordered.map((span) => [span.spanId, span]))
  const covered = new Map<SpanId, boolean>()
  const counts = (span: SummarySpan): boolean => partOf(span) !== undefined
  let sum: Part | undefined
  for (const span of ordered) {
    const part = partOf(span)
    if (part !== undefined && !isCovered(span.parentId, byId, covered, counts)) sum = add(sum, part)
  }
  return sum
}

/** Whether the span `from` or one of its ancestors counts. Remembers what it found, so that deep traces stay linear. */
function isCovered(
  from: SpanId | undefined,
  byId: ReadonlyMap<SpanId, SummarySpan>,
  covered: Map<SpanId, boolean>,
  counts: (span: SummarySpan) => boolean,
): boolean {
  const path: SpanId[] = []
  let answer = false
  for (let id = from; id !== undefined; id = byId.get(id)?.parentId) {
    const known = covered.get(id)
    if (known !== undefined) {
      answer = known
      break
    }
    // Marked before its ancestors are known, so that a cycle of parents ends here.
    covered.set(id, false)
    path.push(id)
    const span = byId.get(id)
    if (span !== undefined && counts(span)) {
      answer = true
      break
    }
  }
  for (const id of path) covered.set(id, answer)
  return answer
}

/** The JSON text that MLflow's clients read (mlflow-wire.md §4.5): the three main counts always, the others if known. */
function tokenUsageText(usage: TokenUsage): string {
  const input = usage.inputTokens ?? 0
  const output = usage.outputTokens ?? 0
  return JSON.stringify({
    input_tokens: input,
    output_tokens: output,
    total_tokens: usage.totalTokens ?? input + output,
    cache_read_input_tokens: usage.cacheReadInputTokens,
    cache_creation_input_tokens: usage.cacheCreationInputTokens,
    reasoning_tokens: usage.reasoningTokens,
  })
}

/** In US dollars (mlflow-wire.md §4.5). */
const costText = (cost: TraceCost): string =>
  JSON.stringify({ input_cost: cost.inputCost, output_cost: cost.outputCost, total_cost: cost.totalCost })

const byStartThenId = (left: SummarySpan, right: SummarySpan): number =>
  left.startNanos < right.startNanos ? -1 : left.startNanos > right.startNanos ? 1 : left.spanId < right.spanId ? -1 : 1
