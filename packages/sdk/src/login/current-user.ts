import { authorizerOf } from '../export/databricks/authorizer.ts'
import type { Workspace } from '../export/databricks/credentials.ts'
import { workspaceClient } from '../export/databricks/workspace-client.ts'
import type { SendRequest } from '../export/mlflow/send-request.ts'

export type UserResult =
  | { readonly ok: true; readonly userName: string | undefined }
  | { readonly ok: false; readonly reason: string; readonly isRefused: boolean }

const CURRENT_USER = '/api/2.0/preview/scim/v2/Me'
/** The community edition has no answer to who one is. */
const LIST_ZONES = '/api/2.0/clusters/list-zones'

/** Asks a workspace whose credentials these are (mlflow-wire.md §1.7). */
export async function currentUser(workspace: Workspace, send: SendRequest, signal: AbortSignal): Promise<UserResult> {
  const client = workspaceClient(workspace.host, authorizerOf(workspace, { send }), send)
  const path = workspace.host.includes('community') ? LIST_ZONES : CURRENT_USER
  const reply = await client.call({ method: 'GET', path }, signal)
  if (reply.ok) {
    const { userName } = reply.value
    return { ok: true, userName: typeof userName === 'string' ? userName : undefined }
  }
  const isRefused = reply.status === 401 || reply.status === 403
  const reason = isRefused
    ? `${workspace.host} does not accept the credentials (HTTP ${reply.status})`
    : `${workspace.host} gave no answer: ${reply.reason}`
  return { ok: false, reason, isRefused }
}
