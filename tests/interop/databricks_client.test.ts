import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { python, runPython } from './python.ts'
import { startLoupe } from './start-loupe.ts'

const SCRIPT = fileURLToPath(new URL('databricks_client.py', import.meta.url))
const VOLUME = 'dbfs:/Volumes/workspace/default/gemini'

/** Told by its client to whoever has no traces in Unity Catalog, whatever the workspace says. */
const isAdvertisement = (line: string): boolean => line.includes('migrate your traces to Unity Catalog')

describe.skipIf(python === undefined)('MLflow’s client of Databricks', () => {
  const token = { DATABRICKS_TOKEN: 'dapi-any' }
  const principal = { DATABRICKS_CLIENT_ID: 'any', DATABRICKS_CLIENT_SECRET: 'any' }

  test.each([
    ['by a token, with artifacts in a volume', token, VOLUME, `${VOLUME}/RUN/artifacts`],
    [
      'as a service principal, with artifacts where the workspace keeps them',
      principal,
      undefined,
      'dbfs:/databricks/mlflow-tracking/EXPERIMENT/RUN/artifacts',
    ],
  ])(
    'takes us for a workspace, %s',
    async (_, credentials, location, runUri) => {
      await using server = await startLoupe()

      const { said, complaints } = await runPython(SCRIPT, [], {
        DATABRICKS_HOST: server.url,
        ...credentials,
        ...(location !== undefined && { ARTIFACT_LOCATION: location }),
      })

      expect(complaints.filter((line) => !isAdvertisement(line))).toEqual([])
      expect(said).toEqual({
        location: location ?? 'mlflow-artifacts:/1',
        trace: {
          state: 'OK',
          tokens: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
          session: 's-1',
          spans: [
            ['ask', 'CHAIN', { a: 42 }, true],
            ['model', 'LLM', '42', false],
          ],
        },
        attachment: true,
        found: [
          ['ask', 'OK', 2],
          ['fail', 'ERROR', 1],
        ],
        errors: ['exception'],
        said: ['yes', [['good', true]]],
        runUri,
        runFile: 'a note',
        largeIsWhole: true,
        inRun: ['in a run'],
        modelFiles: [['large.bin', 256 * 4096 * 60]],
        modelFileIsWhole: true,
        deleted: 1,
        left: 2,
      })
    },
    120_000,
  )
})
