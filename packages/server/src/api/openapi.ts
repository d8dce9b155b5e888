import { openApiDocument } from '@loupe-ai/contract'
import type { Hono } from 'hono'
import { jsonAnswer } from '../http/json-answer.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { LOUPE_VERSION } from '../version.ts'

/** The reference of the REST API, made from the table of endpoints when first asked for. */
export function mountOpenApi(app: Hono<ServerEnv>): void {
  let document: ReturnType<typeof openApiDocument> | undefined
  app.get('/api/loupe/v1/openapi.json', () => jsonAnswer((document ??= openApiDocument(LOUPE_VERSION))))
}
