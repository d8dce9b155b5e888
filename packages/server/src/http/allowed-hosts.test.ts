import { expect, test } from 'vitest'
import { allowedHosts } from './allowed-hosts.ts'

const local = allowedHosts([])

test.each(['localhost', 'localhost:5000', 'LOCALHOST:5000', '127.0.0.1:5000', '127.9.9.9', '[::1]:5000', '[::1]'])(
  '%s is ours',
  (host) => {
    expect(local.isOurHost(host)).toBe(true)
  },
)

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'localhost@evil.example',
  '127.0.0.1.evil.example',
  '192.168.0.5:5000',
  '::1',
  'localhost:5000, evil.example',
  'localhost:123456',
])('%s is not ours', (host) => {
  expect(local.isOurHost(host)).toBe(false)
})

test('a listed name is ours, with any port unless one is named', () => {
  const hosts = allowedHosts(['loupe.example', 'other.example:8080'])

  expect(hosts.isOurHost('Loupe.example:5000')).toBe(true)
  expect(hosts.isOurHost('other.example:8080')).toBe(true)
  expect(hosts.isOurHost('other.example:5000')).toBe(false)
  expect(hosts.isOurHost('x.loupe.example')).toBe(false)
  expect(allowedHosts(['*']).isOurHost('any.example')).toBe(true)
})

test.each([
  ['http://localhost:5000', 'localhost:5000'],
  ['http://127.0.0.1:5000', 'localhost:5000'],
  ['http://[::1]:5000', '127.0.0.1:5000'],
  ['https://localhost', 'localhost:443'],
  ['http://localhost', 'localhost'],
])('a page of %s may call %s', (origin, host) => {
  expect(local.isFriendlyOrigin(origin, host)).toBe(true)
})

test.each([
  ['http://evil.example', 'localhost:5000'],
  ['http://localhost:3000', 'localhost:5000'],
  ['null', 'localhost:5000'],
  ['file://', 'localhost:5000'],
  ['http://localhost:5000.evil.example', 'localhost:5000'],
  ['chrome-extension://abc', 'localhost:5000'],
])('a page of %s may not call %s', (origin, host) => {
  expect(local.isFriendlyOrigin(origin, host)).toBe(false)
})

test('a listed page may call', () => {
  expect(allowedHosts(['localhost:3000']).isFriendlyOrigin('http://localhost:3000', 'localhost:5000')).toBe(true)
})

test('a name of its own makes a server answer to it, and no page of its neighbours friendly', () => {
  const hosts = allowedHosts([], ['192.168.0.5'])

  expect(hosts.isOurHost('192.168.0.5:5000')).toBe(true)
  expect(hosts.isFriendlyOrigin('http://192.168.0.5:5000', '192.168.0.5:5000')).toBe(true)
  expect(hosts.isFriendlyOrigin('http://192.168.0.5:3000', '192.168.0.5:5000')).toBe(false)
})
