import { BYTE_PATHS, ENDPOINTS, type FileInfoJson } from '@loupe-ai/contract'
import type { ArtifactEntry } from '@loupe-ai/store'
import type { Context } from 'hono'
import { artifactPathFrom, filePathFrom } from '../artifacts/artifact-path.ts'
import type { ArtifactFiles, FoundFile, SpansForm } from '../artifacts/artifact-files.ts'
import { ApiError } from '../http/api-error.ts'
import { mlflowClientVersion } from '../http/client-kind.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { artifactAnswer, fileNameParameter } from './artifact-answer.ts'
import { inBothApis, mount, type ApiMount } from './mount.ts'

/** MLflow's proxy of artifacts: files of clients that need no storage of their own (mlflow-wire.md §6.1). */
export function mountArtifactProxy(api: ApiMount, files: ArtifactFiles): void {
  const { app } = api
  for (const path of inBothApis(BYTE_PATHS.putArtifact.path)) {
    app.put(path, async (c) => {
      await closingWhenTooLarge(c, files.put(filePathFrom(c.req.param('artifact_path')!), c.env.incoming))
      return c.body(null, 200)
    })
  }

  for (const path of inBothApis(BYTE_PATHS.getArtifact.path)) {
    app.get(path, async (c) => {
      const names = filePathFrom(c.req.param('artifact_path')!)
      return fileAnswer(c, await files.find(names, spansFormFor(c)), names)
    })
  }

  mount(api, ENDPOINTS.listArtifacts, async ({ path = '' }) => {
    const entries = await files.list(artifactPathFrom(path))
    return entries.length > 0 ? { files: entries.map(fileInfoOf) } : {}
  })

  mount(api, ENDPOINTS.deleteArtifact, async ({ artifact_path }) => {
    await files.delete(artifactPathFrom(artifact_path))
    return {}
  })
}

export const fileInfoOf = ({ name, isFolder, size }: ArtifactEntry): FileInfoJson => ({
  path: name,
  is_dir: isFolder,
  ...(size !== undefined && { file_size: size }),
})

/** Throws an ApiError with status 404 where there is none. */
export function fileAnswer(c: Context<ServerEnv>, found: FoundFile | undefined, names: readonly string[]): Response {
  if (found === undefined) {
    throw new ApiError('RESOURCE_DOES_NOT_EXIST', `No such artifact: '${names.join('/')}'`)
  }
  return found.kind === 'spans' ? spansAnswer(found.text) : artifactAnswer(c, found.artifact, names.at(-1)!, true)
}

export const spansAnswer = (text: string): Response =>
  new Response(text, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; ${fileNameParameter('traces.json')}`,
    },
  })

/** MLflow's Python client says its version; before 3 it reads spans in another form. */
export const spansFormFor = (c: Context<ServerEnv>): SpansForm =>
  /^[012]\./.test(mlflowClientVersion(c) ?? '') ? 'v2' : 'v3'

/** What is left of a body that is too large is not read, so that the connection cannot carry another request. */
export async function closingWhenTooLarge(c: Context<ServerEnv>, putting: Promise<void>): Promise<void> {
  try {
    await putting
  } catch (error) {
    if (error instanceof ApiError && error.status === 413) c.header('connection', 'close')
    throw error
  }
}
