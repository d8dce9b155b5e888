import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { experimentId, traceId } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { traceArtifactPath } from './artifacts/trace-artifacts.ts'
import { MIGRATIONS } from './clickhouse/schema/migrate.ts'
import { openStores, type Stores } from './open-stores.ts'
import { aSpan, spanIdOf } from './testing/a-span.ts'
import {
  CHATS,
  chatSpans,
  DELETED,
  feedback,
  FIRST,
  oddSpan,
  SECOND,
  THIRD,
} from './testing/fixtures/fixture-content.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const FOLDER = join(import.meta.dirname, 'testing', 'fixtures')
const FIXTURES = readdirSync(FOLDER).filter((name) => name.endsWith('.tar.gz'))

async function opened(fixture: string): Promise<Stores & AsyncDisposable> {
  const folder = await temporaryFolder()
  const dataDir = join(folder.path, 'data')
  await mkdir(dataDir)
  await promisify(execFile)('tar', ['-xzf', join(FOLDER, fixture), '-C', dataDir])
  const stores = await openStores({ dataDir })
  return {
    ...stores,
    async [Symbol.asyncDispose]() {
      await stores.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

test('there is a fixture of the newest schema', () => {
  const newest = Math.max(...MIGRATIONS.map(({ version }) => version))

  expect(FIXTURES).toContain(`schema-${newest}.tar.gz`)
})

describe.each(FIXTURES)('the folder %s of an earlier version', (fixture) => {
  test('opens, shows everything that was in it, and takes more', async () => {
    await using stores = await opened(fixture)
    const { traces } = stores
    const chats = (await stores.experiments.getByName(CHATS))!
    expect(chats.tags).toMatchObject({ team: 'ünï' })
    const spans = chatSpans(chats.experimentId)

    const shown = [...new Set(spans.map((span) => span.traceId))].filter((id) => id !== DELETED)
    for (const id of shown) {
      const said = spans.filter((span) => span.traceId === id)
      const repriced = { inputCost: 1, outputCost: 2, totalCost: 3, priceTable: 'fixture 2' }
      const expected =
        id === THIRD ? said.map((span, index) => (index === 0 ? { ...span, cost: repriced } : span)) : said
      expect(await traces.getSpans(id)).toEqual(expected)
    }
    expect(await traces.getSpans(oddSpan.traceId)).toEqual([oddSpan])
    expect(await traces.getSpans(DELETED)).toEqual([])
    const page = await traces.searchTraces({ experimentIds: [chats.experimentId], maxResults: 10 })
    expect(page.items.map((info) => info.traceId)).toEqual(shown.toReversed())
    expect(await traces.getTraceInfos([FIRST, SECOND])).toMatchObject([
      {
        state: 'OK',
        tags: { turn: '0', edited: '日本' },
        assessments: [feedback],
        linkedRuns: ['f'.repeat(32)],
        linkedPrompts: ['greet/1'],
        usage: { inputTokens: 100, outputTokens: 20 },
        cost: { totalCost: 0.003 },
        spanCount: 2,
      },
      { state: 'ERROR', requestPreview: 'asked', tags: { from: 'record' }, metadata: { source: 'mlflow' } },
    ])
    const found = await traces.searchTraces({
      experimentIds: [chats.experimentId],
      filter: { kind: 'says', text: 'GROSSES 日本語' },
      maxResults: 10,
    })
    expect(found.items.map((info) => info.traceId)).toEqual(shown.toReversed())
    expect((await stores.artifacts.get(traceArtifactPath(FIRST, 'attachments', 'a.txt')))?.contentType).toBe(
      'text/plain',
    )
    expect(await stores.prompts.get('greet')).toMatchObject({ description: 'says hello' })
    const runs = await stores.runs.search({ experimentIds: [experimentId('0')], viewType: 'ALL', maxResults: 5 })
    expect(runs.items).toMatchObject([{ name: 'a run' }])

    // A turn that repeats what was said before finds it there.
    const last = spans.at(-2)!
    const next = { ...last, traceId: traceId('next'), spanId: spanIdOf(9) }
    await traces.insertSpans([next, aSpan({ traceId: traceId('new') })])
    await traces.editTrace(SECOND, [{ kind: 'set-tag', key: 'later', value: '1' }])
    expect(await traces.getSpans(traceId('next'))).toEqual([next])
    expect(await traces.getTraceInfos([SECOND])).toMatchObject([{ tags: { from: 'record', later: '1' }, spanCount: 2 }])
    expect(await traces.countTraces([chats.experimentId])).toBe(shown.length + 1)
  })

  test('is small enough to keep', async () => {
    expect((await stat(join(FOLDER, fixture))).size).toBeLessThan(300_000)
  })
})
