import type { FileInfoJson } from '@loupe-ai/contract'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { namesOfRoot } from '../artifacts/artifact-location.ts'
import { artifactPathFrom } from '../artifacts/artifact-path.ts'
import { ApiError } from '../http/api-error.ts'
import { fileInfoOf } from './artifact-proxy.ts'

/** The names of the folder that is kept at `uri`. Throws an ApiError for a place that is none of ours. */
export function namesOfFilesAt(uri: string, whose: 'run' | 'model'): readonly string[] {
  const names = namesOfRoot(uri)
  if (names !== undefined) return names
  const message = `The artifacts of the ${whose} lie at '${uri}', where this server does not look.`
  throw new ApiError('INVALID_PARAMETER_VALUE', message)
}

/** What lies in a folder below `root`, with paths from there. Throws an ApiError for a path that leads out of it. */
export async function listBelow(
  files: ArtifactFiles,
  root: readonly string[],
  path: string,
): Promise<{ files?: FileInfoJson[] }> {
  const below = artifactPathFrom(path)
  const entries = await files.list([...root, ...below])
  const infos = entries.map(fileInfoOf).map((info) => ({ ...info, path: [...below, info.path].join('/') }))
  return infos.length > 0 ? { files: infos } : {}
}
