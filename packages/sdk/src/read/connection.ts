import type { Environment } from '../config.ts'
import { authorizerOf, type Authorizer } from '../export/databricks/authorizer.ts'
import { findWorkspace, readDatabricksUri, type CredentialSources } from '../export/databricks/credentials.ts'
import { requestSender } from '../export/mlflow/send-request.ts'
import { serverAddress } from '../export/mlflow/server-credentials.ts'
import { LoupeError } from '../loupe-error.ts'

/** Where a tracking server is, and what every request to it carries. */
interface Connection {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
}

/** Looks up where to ask. Rejects with a LoupeError when there is no such place, or no credentials for it. */
export type FindConnection = (signal: AbortSignal) => Promise<Connection>

export interface ConnectionParts {
  readonly env: Environment
  readonly databricks: CredentialSources['options']
  readonly readFile: CredentialSources['readFile']
}

/** The way to the server of a tracking URI: http(s), `databricks` or `databricks://<profile>`. */
export function connectionOf(trackingUri: string, parts: ConnectionParts): FindConnection {
  if (readDatabricksUri(trackingUri) !== undefined) return toWorkspace(trackingUri, parts)
  return async () => {
    const address = serverAddress(trackingUri, parts.env)
    if (address !== undefined) return address
    throw new LoupeError(
      'INVALID_PARAMETER_VALUE',
      'The tracking URI is neither an http(s) URL nor databricks: traces can be read from no other place. ' +
        'Give one to loupe.init({ trackingUri }) or in LOUPE_TRACKING_URI, e.g. http://localhost:5000.',
    )
  }
}

function toWorkspace(uri: string, { env, databricks, readFile }: ConnectionParts): FindConnection {
  let known: { readonly baseUrl: string; readonly authorizer: Authorizer } | undefined
  return async (signal) => {
    if (known === undefined) {
      const found = findWorkspace(uri, { options: databricks, env, readFile })
      if (!found.ok) throw new LoupeError('UNAUTHENTICATED', found.reason)
      const { workspace } = found
      known = { baseUrl: workspace.host, authorizer: authorizerOf(workspace, { send: requestSender() }) }
    }
    const authorization = await known.authorizer.authorize(signal)
    if (!authorization.ok) throw new LoupeError(authorization.code, authorization.reason)
    return { baseUrl: known.baseUrl, headers: { authorization: authorization.header } }
  }
}
