import { parseRequest, type Endpoint, type EndpointName, type RequestOf, type ResponseOf } from '@loupe-ai/contract'
import type { Context, Hono } from 'hono'
import { ApiError } from '../http/api-error.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import type { BodyLimits } from '../http/read-body.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { readJsonBody } from './read-json-body.ts'

/** Where endpoints are mounted, and how much they read. */
export interface ApiMount {
  readonly app: Hono<ServerEnv>
  readonly limits: BodyLimits
}

/**
 * Puts a row of the endpoint table on the server, under `/api` for programs and `/ajax-api` for browsers (mlflow-wire.md
 * §1.1). Fields of path, query and body come as one checked request; the context is for what else a request says of itself.
 */
export function mount<Name extends EndpointName>(
  { app, limits }: ApiMount,
  endpoint: Endpoint<Name>,
  handler: (request: RequestOf<Name>, c: Context<ServerEnv>) => Promise<ResponseOf<Name>>,
): void {
  const answer = async (c: Context<ServerEnv>): Promise<Response> => {
    const body = c.req.method === 'GET' ? {} : await readJsonBody(c, limits)
    const parsed = parseRequest(endpoint.name, { ...queryFields(c), ...body, ...c.req.param() })
    if (!parsed.ok) throw new ApiError('INVALID_PARAMETER_VALUE', parsed.failure.message)
    return jsonAnswer(await handler(parsed.request, c))
  }
  const { method, otherMethod } = endpoint
  app.on(otherMethod === undefined ? [method] : [method, otherMethod], pathsOf(endpoint), answer)
}

function pathsOf({ path, olderMajor }: { readonly path: string; readonly olderMajor?: number }): string[] {
  const paths = olderMajor === undefined ? [path] : [path, path.replace(/^\/api\/\d+\./, `/api/${olderMajor}.`)]
  return paths.flatMap(inBothApis)
}

/** For programs and for browsers; the path of an artifact has any number of parts. */
export function inBothApis(path: string): string[] {
  const pattern = path.replace(/:artifact_path$/, ':artifact_path{.+}')
  return [pattern, pattern.replace(/^\/api\//, '/ajax-api/')]
}

/** A key that is given once is a text, one that is repeated a list. */
function queryFields(c: Context<ServerEnv>): Record<string, string | string[]> {
  const entries = Object.entries(c.req.queries())
  return Object.fromEntries(entries.map(([key, values]) => [key, values.length === 1 ? values[0]! : values]))
}
