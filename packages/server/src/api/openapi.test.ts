import { PATHS } from '@loupe-ai/contract'
import { expect, test } from 'vitest'
import { apiGet } from '../testing/api-calls.ts'
import { startServer } from '../testing/start-server.ts'

test('the reference names every endpoint', async () => {
  await using server = await startServer()

  const { status, json } = await apiGet(server.url, '/api/loupe/v1/openapi.json')

  expect(status).toBe(200)
  const { openapi, paths } = json as { openapi: string; paths: Record<string, object> }
  expect(openapi).toBe('3.1.0')
  const named = Object.values(PATHS).map(({ path }) => path.replace(/:(\w+)/g, '{$1}'))
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(named))
})
