import { expect, test } from 'vitest'

import { readServerAddress } from './server-address.ts'

test('a path is kept, a user and password become a header and are not shown', () => {
  expect(readServerAddress('http://localhost:5000/')).toEqual({
    baseUrl: 'http://localhost:5000',
    headers: {},
    isLoopback: true,
  })
  expect(readServerAddress('https://ann:p%40ss@example.com/loupe/?x=1')).toEqual({
    baseUrl: 'https://example.com/loupe',
    headers: { authorization: `Basic ${btoa('ann:p@ss')}` },
    isLoopback: false,
  })
})

test.each(['databricks', '', 'file:///tmp', '127.0.0.1:5000'])('%j is no address', (uri) => {
  expect(readServerAddress(uri)).toBeUndefined()
})
