import type { IncomingMessage } from 'node:http'
import type { MiddlewareHandler } from 'hono'
import type { AllowedHosts } from './allowed-hosts.ts'
import { ApiError } from './api-error.ts'
import type { ServerEnv } from './server-env.ts'

/** Refuses requests that were sent under a foreign name (DNS rebinding) or by a foreign page (CSRF), all methods alike. */
export const guardRequests = ({ isOurHost, isFriendlyOrigin }: AllowedHosts): MiddlewareHandler<ServerEnv> =>
  async function guardRequests(c, next) {
    const host = hostOf(c.env.incoming)
    if (!isOurHost(host)) {
      const message =
        'Invalid Host header - possible DNS rebinding attack detected. ' +
        'To reach this server by another name, start it with --allowed-hosts <name>.'
      throw new ApiError('PERMISSION_DENIED', message)
    }
    const origin = c.req.header('origin')
    if (origin !== undefined && !isFriendlyOrigin(origin, host!)) {
      const message =
        'Cross-origin request blocked. To allow a page, start the server with --allowed-hosts <its host:port>.'
      throw new ApiError('PERMISSION_DENIED', message)
    }
    await next()
  }

/**
 * The one name under which a request was sent, undefined if it has several: a Host header can come twice, and the request
 * line may hold a name too (RFC 9112 §3.2.2), which then is the one that counts for whoever stands between.
 */
function hostOf({ headersDistinct, url = '' }: Pick<IncomingMessage, 'headersDistinct' | 'url'>): string | undefined {
  const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1]
  const names = new Set([...(headersDistinct['host'] ?? []), ...(target === undefined ? [] : [target])])
  return names.size === 1 ? [...names][0] : undefined
}
