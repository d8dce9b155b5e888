import { expect, test } from 'vitest'
import { withPlainReferences } from './plain-references.ts'

const URI = 'mlflow-attachment://0f8fad5b-d9cb-469f-a165-70867728950e?content_type=image%2Fpng&trace_id=tr-1&size=12'

test.each([
  [`{"sketch":"${URI}","again":"${URI}"}`, '{"sketch":"[image/png]","again":"[image/png]"}'],
  [URI.slice(0, 70), '[attachment]'],
  [`${URI.slice(0, 30)}…`, '[attachment]…'],
  ['mlflow-attachment://x?content_type=%zz&', '[attachment]x?content_type=%zz&'],
  ['no reference', 'no reference'],
])('%s reads as %s', (text, plain) => {
  expect(withPlainReferences(text)).toBe(plain)
})
