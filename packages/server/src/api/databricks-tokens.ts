import type { Context } from 'hono'
import { publicOrigin } from '../artifacts/public-origin.ts'
import { ApiError } from '../http/api-error.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import { readBody } from '../http/read-body.ts'
import type { ServerEnv } from '../http/server-env.ts'
import type { ApiMount } from './mount.ts'

const MAX_FORM_BYTES = 16 * 1024
const LIFE_SECONDS = 3600

/** Under which a client finds what it needs to log in. */
export const oidcRoot = (c: Context<ServerEnv>): string => `${publicOrigin(c.env.incoming)}/oidc`

/**
 * Tokens for clients that log in to a workspace as a service principal (`DATABRICKS_CLIENT_ID`, `DATABRICKS_CLIENT_SECRET`),
 * by the OAuth flow of client credentials (RFC 6749 §4.4). There is no authentication here: every client gets the same
 * token, which opens nothing that is closed without it.
 */
export function mountDatabricksTokens({ app, limits }: ApiMount): void {
  app.get('/oidc/.well-known/oauth-authorization-server', (c) => {
    const issuer = oidcRoot(c)
    return jsonAnswer({
      issuer,
      authorization_endpoint: `${issuer}/v1/authorize`,
      token_endpoint: `${issuer}/v1/token`,
      grant_types_supported: [GRANT],
    })
  })

  app.post('/oidc/v1/token', async (c) => {
    const body = await readBody(c.env.incoming, { ...limits, maxBytes: MAX_FORM_BYTES })
    if (body.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
    if (body.status !== 'read') {
      c.header('connection', 'close')
      return refused('invalid_request', 'The form cannot be read.')
    }
    const form = new URLSearchParams(body.bytes.toString('utf8'))
    body.release()
    const grant = form.get('grant_type')
    if (grant === null) return refused('invalid_request', 'grant_type is missing.')
    if (grant !== GRANT) return refused('unsupported_grant_type', `The only grant_type here is ${GRANT}.`)
    return jsonAnswer({ access_token: 'no-authentication', token_type: 'Bearer', expires_in: LIFE_SECONDS }, 200, {
      'cache-control': 'no-store',
    })
  })
}

const GRANT = 'client_credentials'

/** As RFC 6749 §5.2 has it, which is not the shape of MLflow's errors. */
const refused = (error: string, error_description: string): Response => jsonAnswer({ error, error_description }, 400)
