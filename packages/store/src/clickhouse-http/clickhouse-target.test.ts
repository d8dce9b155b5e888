import { expect, test } from 'vitest'
import { readClickHouseUrl } from './clickhouse-target.ts'

test('a URL names server, user, password, database and settings', () => {
  expect(readClickHouseUrl('https://lo%40upe:p%40ss%2F@ch.example:8443/traces?insert_quorum=auto')).toEqual({
    ok: true,
    target: {
      url: 'https://ch.example:8443',
      shown: 'https://ch.example:8443/traces',
      user: 'lo@upe',
      password: 'p@ss/',
      database: 'traces',
      settings: { insert_quorum: 'auto' },
    },
  })
})

test('what is left out is as ClickHouse has it', () => {
  expect(readClickHouseUrl('http://localhost:8123')).toMatchObject({
    target: { url: 'http://localhost:8123', user: 'default', password: '', database: 'default', settings: {} },
  })
})

test.each([
  'clickhouse.example:8123',
  'tcp://secret@host:9000',
  'http://user:secret@host/a/b',
  'http://user:secret@host/a%20b',
  'http://user:%E0%A4%A@host/secret',
  'http://host/db?bad-name=secret',
  'secret',
  '',
])('%s is refused, and the refusal holds nothing of it', (text) => {
  const result = readClickHouseUrl(text)

  expect(result.ok).toBe(false)
  expect(JSON.stringify(result)).not.toContain('secret')
})
