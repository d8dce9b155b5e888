import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { spanId } from './ids.ts'
import { unixNanos } from './time.ts'
import { buildTraceTree, type TreeNode } from './trace-tree.ts'

const id = (number: number) => spanId(number.toString(16).padStart(16, '0'))
const aSpan = (number: number, parent?: number) => ({
  spanId: id(number),
  parentId: parent === undefined ? undefined : id(parent),
  startNanos: unixNanos(BigInt(number)),
})
type TestSpan = ReturnType<typeof aSpan>

const count = (nodes: readonly TreeNode<TestSpan>[]): number =>
  nodes.reduce((sum, node) => sum + 1 + count(node.children), 0)

test('a span with a missing parent shows as a root', () => {
  const roots = buildTraceTree([aSpan(3, 99), aSpan(1), aSpan(2, 1)])

  expect(roots.map((root) => root.span.spanId)).toEqual([id(1), id(3)])
  expect(roots[0]?.children.map((child) => child.span.spanId)).toEqual([id(2)])
})

test('no span is lost, whatever the parents are', () => {
  const parents = fc.array(fc.option(fc.nat(30), { nil: undefined }), { minLength: 1, maxLength: 30 })

  fc.assert(
    fc.property(parents, (chosen) => {
      const spans = chosen.map((parent, number) => aSpan(number, parent))
      expect(count(buildTraceTree(spans))).toBe(spans.length)
    }),
  )
})
