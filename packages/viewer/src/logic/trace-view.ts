import {
  buildTraceTree,
  GEN_AI,
  LOUPE,
  millisBetween,
  numberAt,
  type Span,
  type SpanId,
  type TreeNode,
  type UnixNanos,
} from '@loupe-ai/model'
import { costOfSpan } from './cost.ts'
import { rowSubtitle } from './row-subtitle.ts'
import { toolNameIn } from './tool-call.ts'
import { typeLook, type TypeLook } from './type-look.ts'

/** A span as a line of the tree and a bar of the waterfall. Fractions are of the whole trace, 0 to 1. */
export interface TraceRow {
  readonly index: number
  readonly span: Span
  readonly depth: number
  /** -1 for a root. */
  readonly parentIndex: number
  /** One behind the last row below this one: rows stand depth first. */
  readonly endIndex: number
  readonly look: TypeLook
  readonly label: string
  readonly subtitle?: string
  /** Its own, or else the sum of what its children say. */
  readonly tokens?: number
  /** In US dollars; its own, or else the sum of what its children say. Absent where no price is known. */
  readonly cost?: number
  /** Absent while it runs. */
  readonly durationMillis?: number
  readonly from: number
  readonly to: number
  /** When the first piece of the answer came. */
  readonly firstToken?: number
  readonly state: 'ok' | 'error' | 'running'
  /** The program died while it ran. */
  readonly interrupted: boolean
  /** Something below failed. */
  readonly failedBelow: boolean
}

/** A trace made ready to be shown, once; after that nothing per key or scroll walks all spans. */
export interface TraceView {
  readonly rows: readonly TraceRow[]
  readonly indexOf: ReadonlyMap<SpanId, number>
  readonly startNanos: UnixNanos
  readonly totalMillis: number
  /** From the start of the trace to the first piece of an answer in it. */
  readonly firstTokenMillis?: number
  readonly failures: number
}

type Growing = { -readonly [Key in keyof TraceRow]: TraceRow[Key] } & { calls: number; tools: number; turn?: number }

export function viewTrace(spans: readonly Span[]): TraceView {
  const rows = depthFirst(buildTraceTree(spans))
  const { start, end } = extentOf(rows)
  const totalMillis = millisBetween(start, end)
  const fraction = (nanos: bigint): number => (end === start ? 0 : Number(nanos - start) / Number(end - start))
  let firstTokenMillis: number | undefined
  for (const row of rows) {
    const { span } = row
    row.from = fraction(span.startNanos)
    row.to = fraction(span.endNanos ?? end)
    row.durationMillis = span.endNanos === undefined ? undefined : millisBetween(span.startNanos, span.endNanos)
    const waited = numberAt(span.attributes, GEN_AI.timeToFirstChunk)
    if (waited !== undefined && totalMillis > 0) {
      const sinceStart = millisBetween(start, span.startNanos) + waited * 1000
      row.firstToken = Math.min(1, sinceStart / totalMillis)
      firstTokenMillis = Math.min(firstTokenMillis ?? Infinity, sinceStart)
    }
  }
  addUp(rows)
  for (const row of rows)
    row.subtitle = rowSubtitle(row.span, row.turn, { ...row, isParent: row.endIndex > row.index + 1 })
  return {
    rows,
    indexOf: new Map(rows.map((row) => [row.span.spanId, row.index])),
    startNanos: start,
    totalMillis,
    firstTokenMillis,
    failures: rows.filter((row) => row.state === 'error').length,
  }
}

/** Without recursion: a chain of ten thousand spans must not overflow the stack. */
function depthFirst(roots: readonly TreeNode<Span>[]): Growing[] {
  const rows: Growing[] = []
  const waiting = roots.toReversed().map((node) => ({ node, depth: 0, parentIndex: -1 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const index = rows.length
    rows.push(growing(next.node, index, next.depth, next.parentIndex))
    for (const child of next.node.children.toReversed()) {
      waiting.push({ node: child, depth: next.depth + 1, parentIndex: index })
    }
  }
  return rows
}

function growing({ span, children }: TreeNode<Span>, index: number, depth: number, parentIndex: number): Growing {
  return {
    index,
    span,
    depth,
    parentIndex,
    endIndex: index + 1,
    look: typeLook(span.type, children.length > 0),
    label: labelOf(span),
    from: 0,
    to: 1,
    state: span.status.code === 'ERROR' ? 'error' : span.endNanos === undefined ? 'running' : 'ok',
    interrupted: span.attributes[LOUPE.interrupted] === true,
    failedBelow: false,
    calls: 0,
    tools: 0,
  }
}

/** `Models` says nothing that `generateContent` does not. */
const labelOf = (span: Span): string =>
  span.type === 'TOOL' ? toolNameIn(span.name) : span.name.replace(/^Models\.(?=\w)/, '')

function extentOf(rows: readonly Growing[]): { start: UnixNanos; end: UnixNanos } {
  let start = rows[0]?.span.startNanos ?? (0n as UnixNanos)
  let end = start
  for (const { span } of rows) {
    if (span.startNanos < start) start = span.startNanos
    const last = span.endNanos ?? span.startNanos
    if (last > end) end = last
  }
  return { start, end }
}

const isModelCall = (row: TraceRow): boolean => row.span.type === 'LLM' || row.span.type === 'CHAT_MODEL'

/** From the last row to the first, so that children are ready before their parent. */
function addUp(rows: Growing[]): void {
  const summed: (number | undefined)[] = []
  const spent: (number | undefined)[] = []
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index]!
    // A call that frames other calls is those calls, not one more.
    if (isModelCall(row) && row.calls === 0) row.calls = 1
    row.tokens = tokensOf(row.span) ?? summed[index]
    row.cost = costOfSpan(row.span)?.totalCost ?? spent[index]
    const parent = rows[row.parentIndex]
    if (parent === undefined) continue
    parent.endIndex = Math.max(parent.endIndex, row.endIndex)
    parent.calls += row.calls
    parent.tools += row.tools + (row.span.type === 'TOOL' ? 1 : 0)
    parent.failedBelow ||= row.failedBelow || row.state === 'error'
    if (row.tokens !== undefined) summed[row.parentIndex] = (summed[row.parentIndex] ?? 0) + row.tokens
    if (row.cost !== undefined) spent[row.parentIndex] = (spent[row.parentIndex] ?? 0) + row.cost
  }
  countTurns(rows)
}

function tokensOf({ usage }: Span): number | undefined {
  if (usage === undefined) return undefined
  if (usage.totalTokens !== undefined) return usage.totalTokens
  return usage.inputTokens === undefined && usage.outputTokens === undefined
    ? undefined
    : (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
}

/** Counted by the sender, where it knows its chats apart. */
const CHAT_TURN = 'gemini.chat.turn'

/** Chats side by side under one parent are turns of a conversation. */
function countTurns(rows: readonly Growing[]): void {
  const turns = new Map<number, number>()
  for (const row of rows) {
    if (row.span.type !== 'CHAT_MODEL' || row.endIndex === row.index + 1) continue
    const turn = numberAt(row.span.attributes, CHAT_TURN) ?? (turns.get(row.parentIndex) ?? 0) + 1
    row.turn = turn
    turns.set(row.parentIndex, turn)
  }
}

/** The spans above a row, nearest first. */
export function ancestorsOf(view: TraceView, index: number): SpanId[] {
  const ancestors: SpanId[] = []
  for (let at = view.rows[index]?.parentIndex ?? -1; at !== -1; at = view.rows[at]!.parentIndex) {
    ancestors.push(view.rows[at]!.span.spanId)
  }
  return ancestors
}
