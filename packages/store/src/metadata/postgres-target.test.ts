import { expect, test } from 'vitest'
import { readPostgresUrl } from './postgres-target.ts'

test('what is shown of a URL is its host and database', () => {
  const url = 'postgres://user:s3cret@db.example:5433/loupe?sslmode=require&password=s3cret'

  expect(readPostgresUrl(url)).toEqual({ ok: true, target: { url, shown: 'postgres://db.example:5433/loupe' } })
  expect(readPostgresUrl('postgresql://s3cret@localhost/loupe?host=/run/pg')).toMatchObject({
    target: { shown: 'postgresql:///run/pg/loupe' },
  })
})

test.each(['mysql://s3cret@host/db', 'postgres://s3cret@host', 'postgres://s3cret@host/', 's3cret', ''])(
  '%s is refused, and the refusal holds nothing of it',
  (text) => {
    const result = readPostgresUrl(text)

    expect(result.ok).toBe(false)
    expect(JSON.stringify(result)).not.toContain('s3cret')
  },
)
