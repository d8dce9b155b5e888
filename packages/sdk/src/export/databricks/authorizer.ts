import type { RequestFailure, SendRequest } from '../mlflow/send-request.ts'
import type { DatabricksAuth, Workspace } from './credentials.ts'

type Authorization = { readonly ok: true; readonly header: string } | RequestFailure

/** Knows the `authorization` header of a workspace's requests. */
export interface Authorizer {
  authorize(signal: AbortSignal): Promise<Authorization>
  /** The workspace did not accept it. True when another may be had. */
  refused(): boolean
}

export interface AuthorizerParts {
  readonly send: SendRequest
  readonly nowMillis?: () => number
}

/** A token is fetched anew when it has less than this to live. */
const RENEW_BEFORE_MILLIS = 60_000
const DEFAULT_LIFE_SECONDS = 300

export function authorizerOf({ host, auth }: Workspace, parts: AuthorizerParts): Authorizer {
  if (auth.kind === 'm2m') return oauthAuthorizer(host, auth, parts)
  const header = auth.kind === 'token' ? `Bearer ${auth.token}` : basicHeader(auth.username, auth.password)
  return { authorize: async () => ({ ok: true, header }), refused: () => false }
}

/** Client credentials of a service principal (RFC 6749 §4.4) at the workspace's OIDC token endpoint. */
function oauthAuthorizer(
  host: string,
  { clientId, clientSecret }: Extract<DatabricksAuth, { kind: 'm2m' }>,
  { send, nowMillis = Date.now }: AuthorizerParts,
): Authorizer {
  let token: { readonly header: string; readonly untilMillis: number } | undefined
  let fetching: Promise<Authorization> | undefined

  async function fetchToken(signal: AbortSignal): Promise<Authorization> {
    const reply = await send(
      {
        method: 'POST',
        url: `${host}/oidc/v1/token`,
        headers: {
          authorization: basicHeader(encodeURIComponent(clientId), encodeURIComponent(clientSecret)),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials&scope=all-apis',
        isSecret: true,
      },
      signal,
    )
    if (!reply.ok) return { ...reply, reason: `the service principal got no token: ${reply.reason}` }
    const { access_token: access, expires_in: seconds } = objectIn(reply.bytes)
    if (typeof access !== 'string' || access === '')
      return { ok: false, code: 'MALFORMED_ANSWER', reason: 'the token endpoint gave no token', isRetryable: true }
    const lifeMillis = 1000 * (typeof seconds === 'number' ? seconds : DEFAULT_LIFE_SECONDS)
    token = { header: `Bearer ${access}`, untilMillis: nowMillis() + lifeMillis }
    return { ok: true, header: token.header }
  }

  return {
    async authorize(signal) {
      if (token !== undefined && token.untilMillis - nowMillis() > RENEW_BEFORE_MILLIS)
        return { ok: true, header: token.header }
      fetching ??= fetchToken(signal).finally(() => {
        fetching = undefined
      })
      return await fetching
    },
    refused() {
      const hadOne = token !== undefined
      token = undefined
      return hadOne
    },
  }
}

const basicHeader = (name: string, password: string): string =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${name}:${password}`)))}`

function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
