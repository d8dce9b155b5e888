import {
  experimentId,
  type Run,
  type RunField,
  type RunFilter,
  type RunId,
  type RunOrder,
  unixMillis,
} from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MetadataStores } from '../metadata/metadata-stores.ts'
import type { RunStore } from '../run-store.ts'
import type { UnderTest } from './under-test.ts'

const EXPERIMENT = experimentId('0')

interface Fields {
  readonly start: number
  readonly end?: number
  readonly loss?: number
  readonly depth?: string
  readonly digest?: string
}

const RUNS: Readonly<Record<string, Fields>> = {
  a: { start: 1, end: 9, loss: 0.5, depth: '3', digest: 'x' },
  b: { start: 2, loss: Number.NaN, depth: '10', digest: 'y' },
  c: { start: 3, end: 8, depth: 'A_b' },
  d: { start: 3, loss: -1, depth: 'a\\b%', digest: 'x' },
}

async function fill(runs: RunStore): Promise<void> {
  for (const [name, { start, end, loss, depth, digest }] of Object.entries(RUNS)) {
    const { runId } = await runs.create({
      experimentId: EXPERIMENT,
      name,
      userId: '',
      startMillis: unixMillis(start),
      artifactRoot: 'mlflow-artifacts:/0',
      tags: {},
    })
    await runs.log(runId, {
      metrics: loss === undefined ? [] : [{ key: 'loss', value: loss, timestampMillis: unixMillis(1), step: 0 }],
      params: depth === undefined ? [] : [{ key: 'depth', value: depth }],
    })
    if (end !== undefined) await runs.update(runId, { endMillis: unixMillis(end), status: 'FINISHED' })
    if (digest === undefined) continue
    const tags = { 'mlflow.data.context': `for ${digest}` }
    const dataset = { name: 'questions', digest, sourceType: 'code', source: '', tags }
    await runs.addInputs(runId, { datasets: [dataset] })
  }
}

const namesOf = (runs: readonly Run[]): string => runs.map(({ name }) => name).join('')

const LOSS = { entity: 'metric', key: 'loss' } as const
const DEPTH = { entity: 'param', key: 'depth' } as const
const START = { entity: 'attribute', key: 'start_time' } as const
const END = { entity: 'attribute', key: 'end_time' } as const

const compare = (
  field: RunField,
  operator: '=' | '!=' | '<' | '<=' | '>' | '>=',
  value: string | number,
): RunFilter => ({
  kind: 'compare',
  field,
  operator,
  value,
})
const like = (pattern: string, ignoreCase: boolean): RunFilter => ({ kind: 'like', field: DEPTH, pattern, ignoreCase })

/** What a search of runs finds and how it is ordered, as a suite that each implementation runs. */
export function runSearchContract(name: string, open: () => Promise<UnderTest<MetadataStores>>): void {
  describe(`${name} searches runs`, () => {
    test.each<[RunFilter, string]>([
      [compare({ entity: 'attribute', key: 'run_name' }, '=', 'b'), 'b'],
      [compare({ entity: 'tag', key: 'mlflow.runName' }, '!=', 'b'), 'acd'],
      [compare({ entity: 'attribute', key: 'status' }, '=', 'FINISHED'), 'ac'],
      [compare(START, '>=', 3), 'cd'],
      [compare(END, '!=', 9), 'c'],
      [{ kind: 'not', part: compare(END, '!=', 9) }, 'abd'],
      [compare(LOSS, '<', 1), 'ad'],
      [compare(LOSS, '>=', 0), 'a'],
      [compare(LOSS, '!=', 0), 'abd'],
      [{ kind: 'not', part: compare(LOSS, '>=', 0) }, 'bcd'],
      [{ kind: 'exists', field: LOSS, negated: false }, 'abd'],
      [{ kind: 'exists', field: LOSS, negated: true }, 'c'],
      [compare(DEPTH, '=', '3'), 'a'],
      [compare(DEPTH, '=', "3' or '1' = '1"), ''],
      [like('a%', false), 'd'],
      [like('a%', true), 'cd'],
      [like('A__', false), 'c'],
      [like('a\\b%', false), 'd'],
      [like('%\\%', false), 'd'],
      [{ kind: 'in', field: DEPTH, values: ['3', '10'], negated: false }, 'ab'],
      [{ kind: 'in', field: DEPTH, values: ['3', '10'], negated: true }, 'cd'],
      [{ kind: 'in', field: DEPTH, values: [], negated: false }, ''],
      [compare({ entity: 'dataset', key: 'digest' }, '=', 'x'), 'ad'],
      [compare({ entity: 'dataset', key: 'name' }, '=', 'questions'), 'abd'],
      [compare({ entity: 'dataset', key: 'context' }, '=', 'for y'), 'b'],
      [{ kind: 'or', parts: [compare(DEPTH, '=', '3'), compare(START, '=', 2)] }, 'ab'],
      [{ kind: 'and', parts: [compare(START, '>', 1), { kind: 'or', parts: [] }] }, ''],
      [{ kind: 'and', parts: [] }, 'abcd'],
    ])('by %j', async (filter, expected) => {
      await using under = await open()
      await fill(under.store.runs)
      const orderBy: RunOrder[] = [{ field: { entity: 'attribute', key: 'run_name' }, descending: false }]

      const found = await under.store.runs.search({
        experimentIds: [EXPERIMENT],
        viewType: 'ALL',
        maxResults: 9,
        filter,
        orderBy,
      })

      expect(namesOf(found.items)).toBe(expected)
    })

    test.each<[readonly (readonly [RunOrder['field'], 'ASC' | 'DESC'])[], RegExp]>([
      [[], /^(cd|dc)ba$/],
      [[[START, 'ASC']], /^ab(cd|dc)$/],
      // What is no number comes after the numbers, what is not there after that, whatever the direction.
      [[[LOSS, 'ASC']], /^dabc$/],
      [[[LOSS, 'DESC']], /^adbc$/],
      [[[END, 'DESC']], /^acdb$/],
      [[[DEPTH, 'ASC']], /^bacd$/],
      [
        [
          [START, 'DESC'],
          [DEPTH, 'DESC'],
        ],
        /^dcba$/,
      ],
    ])('ordered by %j, in pages of one as in one page', async (keys, expected) => {
      await using under = await open()
      const { runs } = under.store
      await fill(runs)
      const orderBy = keys.map(([field, direction]) => ({ field, descending: direction === 'DESC' }))
      const query = { experimentIds: [EXPERIMENT], viewType: 'ALL', orderBy } as const

      const whole = await runs.search({ ...query, maxResults: 9 })
      const paged: Run[] = []
      for (let pageToken: string | undefined, pages = 0; pages < 5; pages++) {
        const page = await runs.search({ ...query, maxResults: 1, ...(pageToken !== undefined && { pageToken }) })
        paged.push(...page.items)
        pageToken = page.nextPageToken
        if (pageToken === undefined) break
      }

      expect(namesOf(whole.items)).toMatch(expected)
      expect(namesOf(paged)).toBe(namesOf(whole.items))
    })

    test('every tree finds what it says, and its negation exactly the rest', async () => {
      await using under = await open()
      const { runs } = under.store
      await fill(runs)
      const search = async (filter: RunFilter): Promise<RunId[]> => {
        const query = { experimentIds: [EXPERIMENT], viewType: 'ALL', maxResults: 9 } as const
        return (await runs.search({ ...query, filter })).items.map(({ runId }) => runId).toSorted()
      }
      const all = await search({ kind: 'and', parts: [] })

      await fc.assert(
        fc.asyncProperty(anyTree(), anyTree(), async (left, right) => {
          const [inLeft, inRight] = [await search(left), await search(right)]
          expect(await search({ kind: 'not', part: left })).toEqual(all.filter((id) => !inLeft.includes(id)))
          expect(await search({ kind: 'and', parts: [left, right] })).toEqual(
            inLeft.filter((id) => inRight.includes(id)),
          )
          expect(await search({ kind: 'or', parts: [left, right] })).toEqual(
            all.filter((id) => inLeft.includes(id) || inRight.includes(id)),
          )
        }),
        { numRuns: 60 },
      )
    })
  })
}

function anyTree(): fc.Arbitrary<RunFilter> {
  const operator = fc.constantFrom('=', '!=', '<', '>=' as const)
  const number = fc.constantFrom(-1, 0, 0.5, 3, 9)
  const text = fc.constantFrom('3', '10', 'A_b', 'a\\b%', '', '%', "'")
  const leaf: fc.Arbitrary<RunFilter> = fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      field: fc.constantFrom(LOSS, START, END),
      operator,
      value: number,
    }),
    fc.record({ kind: fc.constant('compare' as const), field: fc.constant(DEPTH), operator, value: text }),
    fc.record({
      kind: fc.constant('like' as const),
      field: fc.constant(DEPTH),
      pattern: text,
      ignoreCase: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('exists' as const),
      field: fc.constantFrom(LOSS, DEPTH, END),
      negated: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      field: fc.constant(DEPTH),
      values: fc.array(text),
      negated: fc.boolean(),
    }),
  )
  const { tree } = fc.letrec<{ tree: RunFilter }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('tree'), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), part: tie('tree') }),
    ),
  }))
  return tree
}
