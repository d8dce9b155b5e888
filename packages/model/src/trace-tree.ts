import type { SpanId } from './ids.ts'
import type { UnixNanos } from './time.ts'

interface TreeSpan {
  readonly spanId: SpanId
  readonly parentId?: SpanId
  readonly startNanos: UnixNanos
}

export interface TreeNode<S extends TreeSpan> {
  readonly span: S
  readonly children: readonly TreeNode<S>[]
}

interface GrowingNode<S extends TreeSpan> extends TreeNode<S> {
  readonly children: GrowingNode<S>[]
}

/**
 * Children by start time, ties in the order given. Spans whose parent is missing become roots, so that a half-arrived
 * trace still shows; of spans that are each other's ancestors the earliest becomes a root, so that none is lost.
 */
export function buildTraceTree<S extends TreeSpan>(spans: readonly S[]): TreeNode<S>[] {
  const nodes = new Map<SpanId, GrowingNode<S>>()
  for (const span of spans) if (!nodes.has(span.spanId)) nodes.set(span.spanId, { span, children: [] })
  const roots: GrowingNode<S>[] = []
  for (const node of nodes.values()) {
    const parent = node.span.parentId === undefined ? undefined : nodes.get(node.span.parentId)
    if (parent === undefined) roots.push(node)
    else parent.children.push(node)
  }
  const reached = new Set<GrowingNode<S>>()
  for (const root of roots) reach(root, reached)
  const ofCycles = [...nodes.values()].filter((node) => !reached.has(node)).sort(byStart)
  for (const node of ofCycles) {
    if (reached.has(node)) continue
    const siblings = nodes.get(node.span.parentId!)!.children
    siblings.splice(siblings.indexOf(node), 1)
    roots.push(node)
    reach(node, reached)
  }
  for (const node of nodes.values()) node.children.sort(byStart)
  return roots.sort(byStart)
}

function reach<S extends TreeSpan>(from: GrowingNode<S>, reached: Set<GrowingNode<S>>): void {
  const waiting = [from]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    reached.add(node)
    for (const child of node.children) waiting.push(child)
  }
}

const byStart = <S extends TreeSpan>(left: TreeNode<S>, right: TreeNode<S>): number =>
  left.span.startNanos < right.span.startNanos ? -1 : left.span.startNanos > right.span.startNanos ? 1 : 0
