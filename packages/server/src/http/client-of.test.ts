import { expect, test } from 'vitest'
import { clientOf, clientOfPeer } from './client-of.ts'

test.each([
  ['127.0.0.1', 54_321],
  ['::1', 4_317],
  ['2001:db8::5', 1],
])('a peer of gRPC is the client that HTTP calls %s port %i', (remoteAddress, remotePort) => {
  expect(clientOfPeer(`${remoteAddress}:${remotePort}`)).toEqual(clientOf({ remoteAddress, remotePort }))
  expect(clientOf({ remoteAddress, remotePort }).address).toBe(remoteAddress)
})

test('what has no address any more is a client too', () => {
  expect(clientOf({})).toEqual({ address: '', connection: ':0' })
  expect(clientOfPeer('unknown')).toEqual({ address: 'unknown', connection: 'unknown' })
})
