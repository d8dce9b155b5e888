import type { ArtifactEntry } from '@loupe-ai/store'
import type { Context } from 'hono'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { artifactPathFrom, filePathFrom } from '../artifacts/artifact-path.ts'
import { ApiError } from '../http/api-error.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { closingWhenTooLarge, fileAnswer, spansFormFor } from './artifact-proxy.ts'
import type { ApiMount } from './mount.ts'

/** By their whole path. */
export const WORKSPACE_FILES = '/api/2.0/fs/files/:path{.+}'
const FOLDERS = '/api/2.0/fs/directories/:path{.+}'

/**
 * Files of a workspace, by which Databricks' SDK keeps and reads what lies in volumes (`/Volumes/<catalog>/<schema>/<volume>/…`)
 * and the artifacts of runs: the same files that MLflow's proxy of artifacts has.
 */
export function mountDatabricksFiles({ app }: ApiMount, files: ArtifactFiles): void {
  app.put(WORKSPACE_FILES, async (c) => {
    const names = ofWorkspace(filePathFrom(c.req.param('path')))
    await closingWhenTooLarge(c, files.put(names, c.env.incoming))
    return c.body(null, 204)
  })

  // A HEAD is answered from here, too.
  app.get(WORKSPACE_FILES, async (c) => {
    const names = ofWorkspace(filePathFrom(c.req.param('path')))
    return fileAnswer(c, await files.find(names, spansFormFor(c)), names)
  })

  app.delete(WORKSPACE_FILES, async (c) => {
    await files.delete(ofWorkspace(filePathFrom(c.req.param('path'))))
    return c.body(null, 204)
  })

  // A folder is there when something lies in it.
  app.put(FOLDERS, (c) => c.body(null, 204))

  app.get(FOLDERS, async (c) => {
    const path = artifactPathFrom(c.req.param('path'))
    const entries = await files.list(ofWorkspace(path))
    if (entries.length === 0) throw noSuchFolder(path)
    return jsonAnswer({ contents: entries.map((entry) => entryOf(path, entry)) })
  })

  app.post('/api/2.0/fs/create-download-url', refuseDetour)
}

/** The artifacts of a run by the address that MLflow's client makes of its artifact root there. */
export function ofWorkspace(names: readonly string[]): readonly string[] {
  const [place, of, what, experiment, kind, run, ...rest] = names
  const isRun = place === 'WorkspaceInternal' && of === 'Mlflow' && what === 'Artifacts' && kind === 'Runs'
  return isRun && experiment !== undefined && run !== undefined ? [experiment, run, ...rest] : names
}

const entryOf = (folder: readonly string[], { name, isFolder, size, modifiedMillis }: ArtifactEntry) => ({
  path: `/${[...folder, name].join('/')}`,
  name,
  is_directory: isFolder,
  last_modified: modifiedMillis,
  ...(size !== undefined && { file_size: size }),
})

const noSuchFolder = (names: readonly string[]): ApiError =>
  new ApiError('RESOURCE_DOES_NOT_EXIST', `There is no folder '/${names.join('/')}'.`)

/** Bytes go through this server: there is no storage behind it to send a client to, and its SDK then comes back here. */
const refuseDetour = (_c: Context<ServerEnv>): Response =>
  jsonAnswer(
    {
      error_code: 'PERMISSION_DENIED',
      message: 'Files are read and written here.',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'FILES_API_API_IS_NOT_ENABLED' }],
    },
    403,
  )
