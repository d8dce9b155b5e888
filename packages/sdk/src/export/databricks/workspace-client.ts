import { jsonCaller, type CallJson, type Connection } from '../mlflow/call-json.ts'
import type { OutgoingRequest, Reply, RequestFailure, SendRequest } from '../mlflow/send-request.ts'
import type { Authorizer } from './authorizer.ts'

/** Requests to one workspace, with its authorization; a token that is refused is fetched anew once. */
export interface WorkspaceClient {
  readonly call: CallJson
  /** `path` from the root. */
  send(
    request: Omit<OutgoingRequest, 'url'> & { readonly path: string },
    signal: AbortSignal,
  ): Promise<Reply | RequestFailure>
}

export function workspaceClient(host: string, authorizer: Authorizer, send: SendRequest): WorkspaceClient {
  async function connection(signal: AbortSignal): Promise<Connection | RequestFailure> {
    const authorization = await authorizer.authorize(signal)
    return authorization.ok ? { baseUrl: host, headers: { authorization: authorization.header } } : authorization
  }

  async function againWhenRefused<T extends { readonly ok: boolean; readonly status?: number }>(
    ask: () => Promise<T>,
  ): Promise<T> {
    const reply = await ask()
    return !reply.ok && reply.status === 401 && authorizer.refused() ? await ask() : reply
  }

  const callOnce = jsonCaller(send, connection)
  return {
    call: (call, signal) => againWhenRefused(() => callOnce(call, signal)),
    send: ({ path, headers, ...request }, signal) =>
      againWhenRefused(async (): Promise<Reply | RequestFailure> => {
        const to = await connection(signal)
        if ('ok' in to) return to
        return await send({ ...request, url: to.baseUrl + path, headers: { ...to.headers, ...headers } }, signal)
      }),
  }
}
