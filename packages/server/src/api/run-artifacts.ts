import { ENDPOINTS } from '@loupe-ai/contract'
import type { Stores } from '@loupe-ai/store'
import type { Context } from 'hono'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { filePathFrom } from '../artifacts/artifact-path.ts'
import { ApiError } from '../http/api-error.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { closingWhenTooLarge, fileAnswer, spansFormFor } from './artifact-proxy.ts'
import { listBelow, namesOfFilesAt } from './files-of.ts'
import { mount, type ApiMount } from './mount.ts'
import { noRunWithId, parseRunId } from './run-ids.ts'

/** Files of runs, by the run and their path in its folder (mlflow-wire.md §6.4). */
export function mountRunArtifacts(api: ApiMount, { runs }: Pick<Stores, 'runs'>, files: ArtifactFiles): void {
  const rootOf = async (id: string): Promise<{ uri: string; names: readonly string[] }> => {
    const run = await runs.get(parseRunId(id))
    if (run === undefined) throw noRunWithId(id)
    return { uri: run.artifactUri, names: namesOfFilesAt(run.artifactUri, 'run') }
  }

  mount(api, ENDPOINTS.listRunArtifacts, async ({ run_id, path = '' }) => {
    const { uri, names } = await rootOf(run_id)
    return { root_uri: uri, ...(await listBelow(files, names, path)) }
  })

  const fileOf = async (c: Context<ServerEnv>): Promise<readonly string[]> => {
    const [id, path] = [c.req.query('run_id') || c.req.query('run_uuid'), c.req.query('path')]
    if (!id) throw invalid('Request must specify run_uuid.')
    if (!path) throw invalid('Request must specify path.')
    return [...(await rootOf(id)).names, ...filePathFrom(path)]
  }

  // What browsers ask for, outside of the versions of the API.
  api.app.get('/get-artifact', async (c) => {
    const names = await fileOf(c)
    return fileAnswer(c, await files.find(names, spansFormFor(c)), names)
  })
  api.app.post('/ajax-api/2.0/mlflow/upload-artifact', async (c) => {
    await closingWhenTooLarge(c, files.put(await fileOf(c), c.env.incoming))
    return c.body(null, 200)
  })
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
