import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { python, runPython } from './python.ts'
import { startLoupe } from './start-loupe.ts'

const SCRIPT = fileURLToPath(new URL('artifacts.py', import.meta.url))

describe.skipIf(python === undefined)('MLflow’s own client', () => {
  test('keeps files, attachments and spans as a file with us, and logs as before 3.0', async () => {
    await using server = await startLoupe()

    const { said, complaints } = await runPython(SCRIPT, [], {
      MLFLOW_TRACKING_URI: server.url,
      EXPERIMENT: 'files',
      // So that a file of some megabytes goes in parts.
      MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: '5000000',
      MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE: '5242880',
      MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false',
    })

    expect(complaints).toEqual([])
    const odd = 'sub/deep/ü 100% & more.txt'
    expect(said).toEqual({
      files: {
        'notes/a.json': expect.any(Number),
        'notes/a.md': 4,
        'parts/large.bin': 12 * 1024 * 1024,
        'plain.txt': 5,
        [odd]: 8,
      },
      odd: 'odd name',
      dict: { a: [1] },
      largeIsWhole: true,
      wholeFolder: ['notes/a.json', 'notes/a.md', 'parts/large.bin', 'plain.txt', odd],
      afterDelete: ['parts/large.bin', 'plain.txt', odd],
      attachment: true,
      sameSpans: true,
      tokens: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      fileOfSpans: [
        ['outer', 'UNKNOWN', { q: 1 }, null, true],
        ['inner', 'LLM', null, 'a text', false],
      ],
      askedForSpans: true,
      alone: ['outer', 'inner'],
      old: { begun: ['IN_PROGRESS', true, true], ended: ['OK', 2500, '2', '1'], found: [true] },
    })
  }, 120_000)
})
