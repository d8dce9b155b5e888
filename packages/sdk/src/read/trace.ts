import {
  buildTraceTree,
  TRACE_METADATA,
  type Span,
  type TokenUsage,
  type TraceState,
  type TreeNode,
} from '@loupe-ai/model'
import { traceFromJson, type TraceInfoJson, type TraceJson } from '@loupe-ai/wire'

import { assessmentOf, type Assessment } from './assessment.ts'
import { plainJson } from './plain-json.ts'
import { traceText } from './trace-text.ts'
import { TraceSpan } from './trace-span.ts'

/** What is known of a trace as a whole. */
export interface TraceInfo {
  readonly traceId: string
  readonly experimentId: string
  readonly clientRequestId?: string
  readonly requestPreview?: string
  readonly responsePreview?: string
  /** Milliseconds since 1970. */
  readonly requestTime: number
  /** Milliseconds; absent while the trace runs. */
  readonly executionDuration?: number
  readonly state: TraceState
  readonly tags: Readonly<Record<string, string>>
  readonly traceMetadata: Readonly<Record<string, string>>
  readonly tokenUsage?: TokenUsage
  /** In US dollars; absent if no price is known. */
  readonly totalCost?: number
  /** Oldest first. */
  readonly assessments: readonly Assessment[]
}

/** What a span must be; what is absent does not matter. A text must be equal. */
export interface SpanSearch {
  readonly name?: string | RegExp
  readonly spanType?: string
  readonly spanId?: string
}

export interface AssessmentSearch {
  readonly name?: string
  readonly kind?: Assessment['kind']
  readonly spanId?: string
  /** Also those that another one overrides. */
  readonly all?: boolean
}

/** A trace that was read back from a server. */
export class Trace {
  readonly info: TraceInfo
  /** `spans` are in the order of the tree, parents first. Empty if the trace was asked for without them. */
  readonly data: { readonly spans: readonly TraceSpan[] }
  /** Those without a parent, or whose parent is missing. */
  readonly roots: readonly TraceSpan[]

  /** Of a trace as a server answers it, read with `parseJson`. */
  constructor(json: TraceJson) {
    const { info, spans } = traceFromJson(json)
    this.info = infoOf(info, json.trace_info)
    this.roots = buildTraceTree(spans).map(growSpan)
    this.data = { spans: inOrder(this.roots) }
  }

  searchSpans({ name, spanType, spanId }: SpanSearch = {}): TraceSpan[] {
    return this.data.spans.filter(
      (span) =>
        (name === undefined || (typeof name === 'string' ? span.name === name : span.name.search(name) >= 0)) &&
        (spanType === undefined || span.spanType === spanType) &&
        (spanId === undefined || span.spanId === spanId),
    )
  }

  searchAssessments({ name, kind, spanId, all = false }: AssessmentSearch = {}): Assessment[] {
    return this.info.assessments.filter(
      (one) =>
        (all || one.valid) &&
        (name === undefined || one.name === name) &&
        (kind === undefined || one.kind === kind) &&
        (spanId === undefined || one.spanId === spanId),
    )
  }

  /** For `JSON.stringify`: what is known of it and its spans in order, each with its parent's id. */
  toJSON(): Readonly<Record<string, unknown>> {
    return { info: plainJson(this.info), data: { spans: this.data.spans.map((span) => span.toJSON()) } }
  }

  /** For people: the spans as a tree, with times, tokens and cost, and what was thought of them. */
  toString(): string {
    return traceText(this)
  }
}

// `console.log(trace)` shows the same.
Object.defineProperty(Trace.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Trace): string {
    return traceText(this)
  },
})

/** Not by recursion: a trace may be deeper than the stack. */
function growSpan(root: TreeNode<Span>): TraceSpan {
  const grown = new Map<TreeNode<Span>, TraceSpan>()
  const order: TreeNode<Span>[] = []
  const waiting = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    order.push(node)
    waiting.push(...node.children)
  }
  for (const node of order.toReversed()) {
    grown.set(
      node,
      new TraceSpan(
        node.span,
        node.children.map((child) => grown.get(child)!),
      ),
    )
  }
  return grown.get(root)!
}

function inOrder(roots: readonly TraceSpan[]): TraceSpan[] {
  const spans: TraceSpan[] = []
  const waiting = roots.toReversed()
  for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
    spans.push(span)
    waiting.push(...span.children.toReversed())
  }
  return spans
}

function infoOf(info: ReturnType<typeof traceFromJson>['info'], json: TraceInfoJson): TraceInfo {
  const totalCost = costIn(json.trace_metadata?.[TRACE_METADATA.cost])
  return {
    traceId: info.traceId,
    experimentId: info.experimentId,
    ...(info.clientRequestId !== undefined && { clientRequestId: info.clientRequestId }),
    ...(info.requestPreview !== undefined && { requestPreview: info.requestPreview }),
    ...(info.responsePreview !== undefined && { responsePreview: info.responsePreview }),
    requestTime: info.requestTimeMillis,
    ...(info.durationMillis !== undefined && { executionDuration: info.durationMillis }),
    state: info.state,
    tags: info.tags,
    traceMetadata: info.metadata,
    ...(info.usage !== undefined && { tokenUsage: info.usage }),
    ...(totalCost !== undefined && { totalCost }),
    assessments: (info.assessments ?? []).map(assessmentOf),
  }
}

function costIn(text: string | undefined): number | undefined {
  try {
    const cost: unknown = JSON.parse(text ?? 'null')
    const total = typeof cost === 'object' && cost !== null && 'total_cost' in cost ? cost.total_cost : undefined
    return typeof total === 'number' ? total : undefined
  } catch {
    return undefined
  }
}
