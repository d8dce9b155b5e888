import { randomBytes } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { publicOrigin } from './public-origin.ts'
import { signingKeyOf } from './signing-key.ts'
import { urlSigner, type UrlGrant } from './url-signer.ts'

const GRANT: UrlGrant = { kind: 'file', method: 'PUT', names: ['0', 'traces', 'tr-1', 'artifacts', 'traces.json'] }

test('a token says what it was made for, until its time is over', () => {
  let now = 1000
  const signer = urlSigner(randomBytes(32), () => now)
  const token = signer.sign(GRANT, 50)

  now = 1049
  expect(signer.read(token)).toEqual(GRANT)
  now = 1050
  expect(signer.read(token)).toBeUndefined()
})

test('no changed token, none of another key and no other text is one', () => {
  const signer = urlSigner(Buffer.from('key'), () => 0)
  const token = signer.sign(GRANT, 1000)
  const [payload, signature] = token.split('.') as [string, string]
  const wider = Buffer.from(JSON.stringify({ grant: { ...GRANT, method: 'GET' }, until: 1e15 })).toString('base64url')

  expect(urlSigner(Buffer.from('other'), () => 0).read(token)).toBeUndefined()
  for (const text of [`${wider}.${signature}`, payload, `${payload}.`, `${token}.x`, `.${signature}`, '']) {
    expect(signer.read(text)).toBeUndefined()
  }
  fc.assert(fc.property(fc.string(), (text) => signer.read(text) === undefined))
})

test('the key outlives a restart, is for nobody else, and another one can be given', async () => {
  await using folder = await temporaryFolder()
  await mkdir(`${folder.path}/data`)
  const first = await signingKeyOf(folder.path, undefined)

  expect(await signingKeyOf(folder.path, undefined)).toEqual(first)
  expect((await stat(`${folder.path}/signing-key`)).mode & 0o777).toBe(0o600)
  expect(Buffer.from(await signingKeyOf(folder.path, 'of the cluster')).toString()).toBe('of the cluster')
})

test.each([
  [{ host: 'h:5000' }, 'http://h:5000'],
  [{ host: 'h', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/loupe/' }, 'https://h/loupe'],
  [{ host: 'h', 'x-forwarded-proto': 'javascript', 'x-forwarded-prefix': '"><script>' }, 'http://h'],
])('an address begins as the client reached the server: %o', (headers, origin) => {
  expect(publicOrigin({ headers })).toBe(origin)
})
