import type { MiddlewareHandler } from 'hono'
import type { AllowedHosts } from './allowed-hosts.ts'
import { ApiError } from './api-error.ts'
import type { ServerEnv } from './server-env.ts'

/** Refuses requests that were sent under a foreign name (DNS rebinding) or by a foreign page (CSRF), all methods alike. */
export const guardRequests = ({ isOurHost, isFriendlyOrigin }: AllowedHosts): MiddlewareHandler<ServerEnv> =>
  async function guardRequests(c, next) {
    const host = c.env.incoming.headers.host
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
