import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const ask = async (form: Record<string, string>): Promise<{ status: number; json: unknown }> => {
  const answer = await fetch(`${server.url}/oidc/v1/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { authorization: `Basic ${btoa('id:secret')}` },
  })
  return { status: answer.status, json: await answer.json() }
}

test('a service principal is told where tokens are, and gets one', async () => {
  expect(await apiGet(server.url, '/oidc/.well-known/oauth-authorization-server')).toMatchObject({
    status: 200,
    json: { token_endpoint: `${server.url}/oidc/v1/token`, authorization_endpoint: `${server.url}/oidc/v1/authorize` },
  })
  expect(await ask({ grant_type: 'client_credentials', scope: 'all-apis' })).toEqual({
    status: 200,
    json: { access_token: expect.stringMatching(/./), token_type: 'Bearer', expires_in: 3600 },
  })
})

test.each([
  [{}, 'invalid_request'],
  [{ grant_type: 'authorization_code', code: 'x' }, 'unsupported_grant_type'],
  [{ grant_type: 'client_credentials', padding: 'x'.repeat(20_000) }, 'invalid_request'],
])('no other way leads to one: %#', async (form, error) => {
  expect(await ask(form)).toMatchObject({ status: 400, json: { error } })
})
