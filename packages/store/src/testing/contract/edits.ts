import {
  type Assessment,
  experimentId,
  type Filter,
  jsonText,
  type TraceEdit,
  traceId,
  type TraceInfo,
  unixMillis,
} from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const TRACE = traceId('tr-1')
const T0 = 1_767_225_600_000

const anAssessment = (fields: Partial<Assessment> = {}): Assessment => ({
  assessmentId: 'a-1',
  traceId: TRACE,
  name: 'quality',
  value: { kind: 'feedback', value: jsonText('0.9') },
  source: { sourceType: 'HUMAN', sourceId: 'ada' },
  metadata: {},
  isValid: true,
  createdMillis: unixMillis(T0),
  updatedMillis: unixMillis(T0),
  ...fields,
})

const add = (fields: Partial<Assessment> = {}): TraceEdit => ({
  kind: 'add-assessment',
  assessment: anAssessment(fields),
})
const change = (fields: Extract<TraceEdit, { kind: 'change-assessment' }>['change'], millis = 1): TraceEdit => ({
  kind: 'change-assessment',
  assessmentId: 'a-1',
  change: fields,
  updatedMillis: unixMillis(T0 + millis),
})

async function infoOf(store: TraceStore): Promise<TraceInfo> {
  const [info] = await store.getTraceInfos([TRACE])
  return info!
}

export function editsTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('edits traces', () => {
    test('a tag that is set or deleted wins over spans and record, whichever comes first', async () => {
      await using under = await open()
      const span = aSpan({ trace: { tags: { set: 'span', gone: 'span', kept: 'span' }, metadata: {} } })
      await under.store.insertSpans([span])
      await under.store.editTrace(TRACE, [
        { kind: 'set-tag', key: 'set', value: 'edit' },
        { kind: 'set-tag', key: '__proto__', value: 'odd' },
        { kind: 'delete-tag', key: 'gone' },
      ])
      await under.store.insertSpans([span])
      await under.store.putTraceRecord({
        ...(await infoOf(under.store)),
        tags: { set: 'record', gone: 'record', more: 'record' },
      })

      const { tags } = await infoOf(under.store)

      expect(Object.entries(tags).toSorted()).toEqual(
        [
          ['__proto__', 'odd'],
          ['kept', 'span'],
          ['mlflow.traceName', span.name],
          ['more', 'record'],
          ['set', 'edit'],
        ].toSorted(),
      )
    })

    test('the later of two edits of one tag stands, and searches see it', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan()])
      await under.store.editTrace(TRACE, [{ kind: 'set-tag', key: 'k', value: 'one' }])
      await under.store.editTrace(TRACE, [{ kind: 'delete-tag', key: 'k' }])
      await under.store.editTrace(TRACE, [{ kind: 'set-tag', key: 'k', value: 'two' }])
      const filter: Filter = { kind: 'compare', field: { entity: 'tag', key: 'k' }, operator: '=', value: 'two' }

      const page = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 5 })

      expect(page.items).toMatchObject([{ traceId: TRACE, tags: { k: 'two' } }])
    })

    test('what is said of an unknown trace shows once it is there', async () => {
      await using under = await open()
      await under.store.editTrace(TRACE, [add(), { kind: 'set-tag', key: 'k', value: 'early' }])
      expect(await under.store.getTraceInfos([TRACE])).toEqual([])
      await under.store.insertSpans([aSpan()])

      expect(await infoOf(under.store)).toMatchObject({ tags: { k: 'early' }, assessments: [anAssessment()] })
    })

    test('changes of different fields of an assessment are all kept', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan()])
      await under.store.editTrace(TRACE, [add({ metadata: { a: '1', b: '1' } })])
      await Promise.all([
        under.store.editTrace(TRACE, [change({ rationale: 'because' }, 5)]),
        under.store.editTrace(TRACE, [change({ name: 'renamed', metadata: { b: '2', c: '2' } }, 3)]),
        under.store.editTrace(TRACE, [change({ value: { kind: 'feedback', value: jsonText('{"n":[1,null]}') } }, 4)]),
      ])

      expect((await infoOf(under.store)).assessments).toEqual([
        anAssessment({
          name: 'renamed',
          rationale: 'because',
          value: { kind: 'feedback', value: jsonText('{"n":[1,null]}') },
          metadata: { a: '1', b: '2', c: '2' },
          updatedMillis: unixMillis(T0 + 5),
        }),
      ])
    })

    test('an overridden assessment is not valid until the one that overrides it is deleted', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan()])
      const second = anAssessment({ assessmentId: 'a-2', overrides: 'a-1', createdMillis: unixMillis(T0 + 1) })
      await under.store.editTrace(TRACE, [{ kind: 'add-assessment', assessment: second }])
      await under.store.editTrace(TRACE, [add()])
      expect((await infoOf(under.store)).assessments).toEqual([anAssessment({ isValid: false }), second])
      await under.store.editTrace(TRACE, [{ kind: 'delete-assessment', assessmentId: 'a-2' }])

      expect((await infoOf(under.store)).assessments).toEqual([anAssessment()])
    })

    test('assessments of a record are kept beside those added, and a repeat of it brings back none', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan()])
      const record = { ...(await infoOf(under.store)), assessments: [anAssessment()] }
      await under.store.putTraceRecord(record)
      await under.store.editTrace(TRACE, [add({ assessmentId: 'a-2' }), change({ name: 'renamed' })])
      await under.store.putTraceRecord({ ...record, responsePreview: 'said again' })
      expect((await infoOf(under.store)).assessments?.map(({ name }) => name)).toEqual(['renamed', 'quality'])
      await under.store.editTrace(TRACE, [{ kind: 'delete-assessment', assessmentId: 'a-1' }])
      await under.store.putTraceRecord(record)

      expect((await infoOf(under.store)).assessments?.map(({ assessmentId }) => assessmentId)).toEqual(['a-2'])
    })

    test('edits come to the same whatever spans and repeats come between them', async () => {
      await using under = await open()
      let count = 0
      const edits: TraceEdit[] = [
        { kind: 'set-tag', key: 'k', value: 'x' },
        { kind: 'delete-tag', key: 'span' },
        add(),
        change({ rationale: 'r' }),
        add({ assessmentId: 'a-2', overrides: 'a-1' }),
        { kind: 'delete-assessment', assessmentId: 'a-3' },
      ]
      const span = aSpan({ trace: { tags: { span: 'x' }, metadata: {} } })
      const everything = [...edits, span]
      const property = fc.asyncProperty(
        fc.shuffledSubarray(everything, { minLength: everything.length }),
        fc.subarray(everything),
        async (order, again) => {
          const id = traceId(`tr-order-${count++}`)
          for (const one of [...order, ...again]) {
            await ('startNanos' in one
              ? under.store.insertSpans([{ ...one, traceId: id }])
              : under.store.editTrace(id, [one]))
          }
          const [info] = await under.store.getTraceInfos([id])
          expect(info).toMatchObject({ tags: { k: 'x', 'mlflow.traceName': span.name }, spanCount: 1 })
          expect(info?.tags).not.toHaveProperty('span')
          expect(info?.assessments?.map(({ isValid, rationale }) => [isValid, rationale])).toEqual([
            [false, 'r'],
            [true, undefined],
          ])
        },
      )
      await fc.assert(property, { numRuns: 8, endOnFailure: true })
    })
  })

  describe('finds traces by assessments', () => {
    const ref = (entity: 'feedback' | 'expectation' | 'issue', key: string) => ({ entity, key }) as const
    const is = (key: string, value: string | number, operator: '=' | '!=' | '>' | '<=' = '='): Filter => ({
      kind: 'compare',
      field: ref('feedback', key),
      operator,
      value,
    })
    const like = (pattern: string): Filter => ({
      kind: 'like',
      field: ref('feedback', 'q'),
      pattern,
      ignoreCase: true,
    })
    const exists = (negated: boolean): Filter => ({ kind: 'exists', field: ref('feedback', 'q'), negated })
    const values: Record<string, Partial<Assessment>[]> = {
      none: [],
      text: [{ name: 'q', value: { kind: 'feedback', value: jsonText('"yes"') } }],
      number: [{ name: 'q', value: { kind: 'feedback', value: jsonText('5') } }],
      truth: [{ name: 'q', value: { kind: 'feedback', value: jsonText('true') } }],
      expected: [{ name: 'q', value: { kind: 'expectation', value: jsonText('"yes"') } }],
      issue: [{ name: 'iss-1', value: { kind: 'issue', issueName: 'Rude' } }],
      old: [{ name: 'q', value: { kind: 'feedback', value: jsonText('"yes"') }, isValid: false }],
    }

    const CASES: readonly (readonly [string, Filter, readonly string[]])[] = [
      ['=', is('q', 'yes'), ['text']],
      ['= of a truth', is('q', 'true'), ['truth']],
      ['= of a number as text', is('q', '5'), ['number']],
      ['!=', is('q', 'yes', '!='), ['number', 'truth']],
      ['>', is('q', 4.5, '>'), ['number']],
      ['<=', is('q', 4.5, '<='), []],
      ['another name', is('p', 'yes'), []],
      ['ILIKE', like('%YE%'), ['text']],
      ['RLIKE', { kind: 'matches', field: ref('feedback', 'q'), pattern: '^"y.s"$' }, ['text']],
      ['IS NOT NULL', exists(false), ['number', 'text', 'truth']],
      ['IS NULL', exists(true), ['expected', 'issue', 'none', 'old']],
      [
        'an expectation',
        { kind: 'compare', field: ref('expectation', 'q'), operator: '=', value: 'yes' },
        ['expected'],
      ],
      ['an issue', { kind: 'compare', field: ref('issue', 'id'), operator: '=', value: 'iss-1' }, ['issue']],
    ]

    test('by kind, name and value, only the valid ones', async () => {
      await using under = await open()
      await under.store.insertSpans(Object.keys(values).map((name) => aSpan({ traceId: traceId(name) })))
      for (const [name, list] of Object.entries(values)) {
        await under.store.editTrace(traceId(name), list.map(add))
      }

      for (const [name, filter, found] of CASES) {
        const page = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 10 })
        expect([name, page.items.map((info) => info.traceId).toSorted()]).toEqual([name, found])
      }
    })

    test('an assessment of a session counts for each of its traces', async () => {
      await using under = await open()
      const traces = { a: 's1', b: 's1', c: 's2' }
      await under.store.insertSpans(
        Object.entries(traces).map(([id, sessionId], at) =>
          aSpan({ traceId: traceId(id), spanId: spanIdOf(at + 1), sessionId }),
        ),
      )
      await under.store.editTrace(traceId('a'), [
        add({ name: 'q', metadata: { 'mlflow.trace.session': 's1' } }),
        add({ assessmentId: 'a-2', name: 'of one' }),
      ])
      const search = async (key: string, negated: boolean): Promise<string[]> => {
        const filter: Filter = { kind: 'exists', field: ref('feedback', key), negated }
        const page = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 5 })
        return page.items.map((info) => info.traceId).toSorted()
      }

      expect(await search('q', false)).toEqual(['a', 'b'])
      expect(await search('q', true)).toEqual(['c'])
      expect(await search('of one', false)).toEqual(['a'])
    })
  })
}
