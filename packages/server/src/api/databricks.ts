import { ENDPOINTS } from '@loupe-ai/contract'
import { filePathFrom } from '../artifacts/artifact-path.ts'
import { SPANS_FILE } from '../artifacts/artifact-place.ts'
import type { UrlGrant, UrlSigner } from '../artifacts/url-signer.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import { oidcRoot } from './databricks-tokens.ts'
import { mount, type ApiMount } from './mount.ts'
import { signedUrl } from './signed-artifacts.ts'

/**
 * What Databricks' clients ask of a workspace, so that `DATABRICKS_HOST` may be us (mlflow-wire.md §1.7): what host this is,
 * who asks, and where the files of a trace can be put and read.
 */
export function mountDatabricks(api: ApiMount, signer: UrlSigner): void {
  // Its SDK complains of a host that does not answer. There is one workspace and one cloud here, so that nothing else has to be
  // said.
  api.app.get('/.well-known/databricks-config', (c) => jsonAnswer({ oidc_endpoint: oidcRoot(c) }))

  mount(api, ENDPOINTS.getCurrentUser, async () => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: '0',
    userName: 'loupe',
    displayName: 'Loupe',
    active: true,
  }))

  const credentials = (method: 'GET' | 'PUT', id: string, path: string): UrlGrant => ({
    kind: 'file',
    method,
    names: ['traces', id, 'artifacts', ...(path === '' ? [SPANS_FILE] : filePathFrom(path))],
  })

  mount(api, ENDPOINTS.getTraceUploadCredentials, async ({ request_id, path = '' }, c) => ({
    credential_info: { signed_uri: signedUrl(c, signer, credentials('PUT', request_id, path)), type: TYPE },
  }))

  mount(api, ENDPOINTS.getTraceDownloadCredentials, async ({ request_id, path = '' }, c) => ({
    credential_info: { signed_uri: signedUrl(c, signer, credentials('GET', request_id, path)), type: TYPE },
  }))
}

/** One PUT, one GET: what any storage takes that needs no more than the address. */
const TYPE = 'AWS_PRESIGNED_URL'
