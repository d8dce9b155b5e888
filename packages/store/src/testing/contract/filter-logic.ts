import {
  experimentId,
  type Filter,
  type JsonText,
  type Span,
  type TraceCondition,
  traceId,
  unixNanos,
} from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

/** A condition, and of which spans or traces it holds. */
interface Atom<Of> {
  readonly filter: Filter
  readonly holds: (of: Of) => boolean
}

const NAMES = ['plan', 'search', 'answer'] as const
const TYPES = ['LLM', 'TOOL'] as const

const NO_ATTRIBUTES: Span['attributes'] = {}

const EVERY_SPAN = TYPES.flatMap((type) => NAMES.map((name) => ({ type, name })))

/** Each trace has its own pair of the six kinds of span; those with a tag have the first letter of the second's name in it. */
const TRACES: readonly (readonly Span[])[] = EVERY_SPAN.flatMap((first, at) =>
  EVERY_SPAN.map((second, to) => {
    const id = traceId(`t${at}${to}`)
    const tags: Record<string, string> = (at + to) % 3 === 0 ? {} : { letter: second.name[0]! }
    const status = { code: at > to ? ('ERROR' as const) : ('OK' as const) }
    const root = {
      traceId: id,
      ...first,
      status,
      inputs: `"said ${first.name}"` as JsonText,
      trace: { tags, metadata: {} },
    }
    const child = {
      traceId: id,
      ...second,
      spanId: spanIdOf(2),
      parentId: spanIdOf(1),
      startNanos: unixNanos(A_MOMENT_NANOS + 1n),
      attributes: to % 2 === 0 ? NO_ATTRIBUTES : { to: BigInt(to) },
    }
    return [aSpan(root), aSpan(child)]
  }),
)

const SPAN_ATOMS: readonly Atom<Span>[] = [
  ...NAMES.map((name) => is({ entity: 'span', key: 'name' }, name, (span: Span) => span.name === name)),
  ...TYPES.map((type) => is({ entity: 'span', key: 'type' }, type, (span: Span) => span.type === type)),
  {
    filter: { kind: 'in', field: { entity: 'span', key: 'name' }, values: ['plan', 'answer'], negated: true },
    holds: (span) => span.name === 'search',
  },
  {
    filter: { kind: 'exists', field: { entity: 'span-attribute', key: 'to' }, negated: true },
    holds: (span) => span.attributes['to'] === undefined,
  },
  {
    filter: { kind: 'compare', field: { entity: 'span-attribute', key: 'to' }, operator: '!=', value: 3 },
    holds: (span) => span.attributes['to'] !== undefined && span.attributes['to'] !== 3n,
  },
  { filter: { kind: 'says', text: 'SAID plan' }, holds: (span) => span.inputs === '"said plan"' },
]

const TRACE_ATOMS: readonly Atom<readonly Span[]>[] = [
  is({ entity: 'attribute', key: 'status' }, 'ERROR', ([root]: readonly Span[]) => root!.status.code === 'ERROR'),
  is({ entity: 'tag', key: 'letter' }, 'p', ([root]: readonly Span[]) => root!.trace.tags['letter'] === 'p'),
  {
    filter: { kind: 'compare', field: { entity: 'tag', key: 'letter' }, operator: '!=', value: 'p' },
    holds: ([root]) => root!.trace.tags['letter'] !== undefined && root!.trace.tags['letter'] !== 'p',
  },
  {
    filter: { kind: 'exists', field: { entity: 'tag', key: 'letter' }, negated: true },
    holds: ([root]) => root!.trace.tags['letter'] === undefined,
  },
]

function is<Of>(field: TraceCondition['field'], value: string, holds: (of: Of) => boolean): Atom<Of> {
  return { filter: { kind: 'compare', field, operator: '=', value }, holds }
}

const trees = <Of>(leaf: fc.Arbitrary<Atom<Of>>): fc.Arbitrary<Atom<Of>> =>
  fc.letrec<{ any: Atom<Of>; and: Atom<Of>; or: Atom<Of>; not: Atom<Of> }>((tie) => {
    const parts = fc.array(tie('any'), { maxLength: 3 })
    return {
      any: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie('and'), tie('or'), tie('not')),
      and: parts.map((atoms) => ({
        filter: { kind: 'and', parts: atoms.map(({ filter }) => filter) },
        holds: (of) => atoms.every((atom) => atom.holds(of)),
      })),
      or: parts.map((atoms) => ({
        filter: { kind: 'or', parts: atoms.map(({ filter }) => filter) },
        holds: (of) => atoms.some((atom) => atom.holds(of)),
      })),
      not: tie('any').map(({ filter, holds }) => ({
        filter: { kind: 'not', part: filter },
        holds: (of) => !holds(of),
      })),
    }
  }).any

const span: fc.Arbitrary<Atom<readonly Span[]>> = trees(fc.constantFrom(...SPAN_ATOMS)).map(({ filter, holds }) => ({
  filter: { kind: 'span', where: filter },
  holds: (spans) => spans.some(holds),
}))

const anyTree = trees(fc.oneof(fc.constantFrom(...TRACE_ATOMS), span))

export function filtersByLogic(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('filters by logic', () => {
    test('any tree finds the traces of which it is true, and no other', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES.flat())
      const found = async (filter: Filter): Promise<string[]> => {
        const query = { experimentIds: [experimentId('0')], filter, maxResults: 100 }
        return (await under.store.searchTraces(query)).items.map((info) => info.traceId).toSorted()
      }

      await fc.assert(
        fc.asyncProperty(anyTree, async ({ filter, holds }) => {
          const expected = TRACES.filter(holds).map(([root]) => root!.traceId)
          expect(await found(filter)).toEqual(expected.toSorted())
        }),
        { numRuns: 40 },
      )
    })
  })
}
