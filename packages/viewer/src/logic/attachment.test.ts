import { expect, test } from 'vitest'
import { mediaKind, readAttachmentUri } from './attachment.ts'

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e'

test('a reference tells id, trace, type and size', () => {
  const uri = `mlflow-attachment://${ID}?content_type=image%2Fpng&trace_id=tr-1&size=12`
  expect(readAttachmentUri(uri)).toEqual({ id: ID, traceId: 'tr-1', contentType: 'image/png', size: 12 })
  expect(readAttachmentUri(`mlflow-attachment://${ID.toUpperCase()}?trace_id=tr-1`)).toEqual({
    id: ID,
    traceId: 'tr-1',
    contentType: 'application/octet-stream',
  })
})

test.each([
  `mlflow-attachment://${ID}`,
  `mlflow-attachment://${ID}?content_type=image/png`,
  `mlflow-attachment://../../etc?trace_id=tr-1`,
  `mlflow-attachment://${ID}/x?trace_id=tr-1`,
  `see mlflow-attachment://${ID}?trace_id=tr-1`,
  `mlflow-attachment://${ID}?trace_id=tr-1&x=${'x'.repeat(5000)}`,
  `mlflow-attachment://${ID}?trace_id=${'t'.repeat(51)}`,
  `https://example.com/${ID}?trace_id=tr-1`,
])('%s is none', (text) => {
  expect(readAttachmentUri(text)).toBeUndefined()
})

test.each([
  ['image/png', 'image'],
  ['IMAGE/JPEG; q=1', 'image'],
  ['image/svg+xml', 'file'],
  ['audio/wav', 'audio'],
  ['audio/L16;rate=24000', 'file'],
  ['video/mp4', 'video'],
  ['application/pdf', 'pdf'],
  ['text/html', 'file'],
  [undefined, 'file'],
])('%s is shown as %s', (type, kind) => {
  expect(mediaKind(type)).toBe(kind)
})
