import { BYTE_PATHS, ENDPOINTS } from '@loupe-ai/contract'
import type { Stores } from '@loupe-ai/store'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { withFilesFor } from '../artifacts/artifact-location.ts'
import { filePathFrom } from '../artifacts/artifact-path.ts'
import { ApiError } from '../http/api-error.ts'
import { clientKindOf } from '../http/client-kind.ts'
import { fileAnswer, spansFormFor } from './artifact-proxy.ts'
import { listBelow, namesOfFilesAt } from './files-of.ts'
import { activeModel } from './logged-models.ts'
import { mount, type ApiMount } from './mount.ts'

/** Files of logged models, by the model and their path in its folder: how runs give theirs (mlflow-wire.md §6.4). */
export function mountLoggedModelArtifacts(
  api: ApiMount,
  { loggedModels }: Pick<Stores, 'loggedModels'>,
  files: ArtifactFiles,
): void {
  mount(api, ENDPOINTS.listLoggedModelArtifacts, async ({ model_id, artifact_directory_path = '' }, c) => {
    const model = await activeModel(loggedModels, model_id)
    const names = namesOfFilesAt(model.artifactUri, 'model')
    return {
      root_uri: withFilesFor(model, clientKindOf(c)).artifactUri,
      ...(await listBelow(files, names, artifact_directory_path)),
    }
  })

  api.app.get(BYTE_PATHS.getLoggedModelArtifact.path, async (c) => {
    const path = c.req.query('artifact_file_path')
    if (!path) throw new ApiError('BAD_REQUEST', 'Request must include the "artifact_file_path" query parameter.')
    const below = filePathFrom(path)
    const model = await activeModel(loggedModels, c.req.param('model_id'))
    const names = [...namesOfFilesAt(model.artifactUri, 'model'), ...below]
    return fileAnswer(c, await files.find(names, spansFormFor(c)), names)
  })
}
