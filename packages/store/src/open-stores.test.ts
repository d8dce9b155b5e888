import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { experimentId, traceId } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { openStores } from './open-stores.ts'
import { aSpan, openInTemporaryFolder } from './testing/index.ts'

test('stores lie in the folder, and what they hold is there after closing and opening again', async () => {
  await using stores = await openInTemporaryFolder()
  await stores.traces.insertSpans([aSpan()])
  await stores.experiments.create({ name: 'mine' })
  await stores.close()

  const again = await openStores({ dataDir: stores.dataDir })
  const spans = await again.traces.getSpans(traceId('tr-1'))
  const experiment = await again.experiments.getByName('mine')
  await again.close()

  expect(spans).toEqual([aSpan()])
  expect(experiment).toMatchObject({ experimentId: experimentId('1'), name: 'mine' })
  for (const part of ['spans', 'artifacts', 'metadata.db']) await stat(join(stores.dataDir, part))
})
