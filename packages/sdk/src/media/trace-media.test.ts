import { traceId } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { toJsonText } from '../capture/to-json-text.ts'
import { CAPTURE_LIMITS } from '../capture/capture-limits.ts'
import type { Attachment } from '../process/attachment.ts'
import { sha256Of } from './attachment-id.ts'
import { base64Length, fromBase64 } from './base64-bytes.ts'
import type { MediaSink } from './media-sink.ts'
import { MAX_MEDIA_BYTES, TraceMedia } from './trace-media.ts'

const TRACE = traceId(`tr-${'ab'.repeat(16)}`)
const PNG = Buffer.from('\x89PNG\r\n\x1a\n and some pixels', 'latin1')
const PNG_BASE64 = PNG.toString('base64')

interface Recorder extends MediaSink {
  readonly attachments: readonly Attachment[]
  recorded(value: unknown): unknown
}

function recorder(maxBytes: number = MAX_MEDIA_BYTES, id: string = TRACE): Recorder {
  const media = new TraceMedia(traceId(id), maxBytes)
  const attachments: Attachment[] = []
  const sink: MediaSink = {
    take(found) {
      const taken = media.take(found)
      if (taken?.attachment !== undefined) attachments.push(taken.attachment)
      return taken?.written
    },
  }
  return {
    ...sink,
    attachments,
    recorded: (value) => JSON.parse(toJsonText(value, CAPTURE_LIMITS, sink)!),
  }
}

const reference = (type: string, size: number): unknown =>
  expect.stringMatching(
    new RegExp(
      `^mlflow-attachment://[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}` +
        `\\?content_type=${encodeURIComponent(type)}&trace_id=${TRACE}&size=${size}$`,
    ),
  )

describe('what becomes an attachment', () => {
  const image = reference('image/png', PNG.length)
  test.each([
    [
      'inlineData of Gemini',
      { inlineData: { mimeType: 'image/png', data: PNG_BASE64 } },
      { inlineData: { mimeType: 'image/png', data: image } },
    ],
    [
      'inlineData with bytes',
      { inlineData: { mimeType: 'image/png', data: PNG } },
      { inlineData: { mimeType: 'image/png', data: image } },
    ],
    [
      'a generated image',
      { image: { imageBytes: PNG_BASE64, mimeType: 'image/png' } },
      { image: { imageBytes: image, mimeType: 'image/png' } },
    ],
    ['a generated video', { video: { videoBytes: 'AAAA' } }, { video: { videoBytes: reference('video/mp4', 3) } }],
    [
      'an Interactions part',
      { type: 'image', data: PNG_BASE64, mime_type: 'image/png' },
      { type: 'image', data: image, mime_type: 'image/png' },
    ],
    [
      'a source of Anthropic',
      { type: 'base64', media_type: 'image/png', data: PNG_BASE64 },
      { type: 'base64', media_type: 'image/png', data: image },
    ],
    [
      'audio of OpenAI',
      { input_audio: { data: 'AAAA', format: 'wav' } },
      { input_audio: { data: reference('audio/wav', 3), format: 'wav' } },
    ],
    ['an image of OpenAI', [{ b64_json: PNG_BASE64 }], [{ b64_json: image }]],
    ['a data URL', { url: `data:image/png;base64,${PNG_BASE64}` }, { url: image }],
    ['a Buffer, its type by how it begins', { file: PNG }, { file: image }],
    ['a Uint8Array of nothing known', [new Uint8Array([1, 2])], [reference('application/octet-stream', 2)]],
    ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, reference('application/octet-stream', 2)],
  ])('%s', (_, value, expected) => {
    const media = recorder()
    expect(media.recorded(value)).toEqual(expected)
    expect(media.attachments).toHaveLength(1)
  })

  test.each([
    ['text beside a type', { mimeType: 'text/plain', data: 'plain words, no base64' }],
    ['an empty text', { mimeType: 'image/png', data: '' }],
    ['data of no type', { data: PNG_BASE64 }],
    ['a text that speaks of data', 'data: the new oil, base64, everywhere'],
    ['numbers', { values: [1, 2, 3] }],
    ['a place', { fileData: { fileUri: 'https://example.com/cat.png', mimeType: 'image/png' } }],
  ])('%s does not', (_, value) => {
    const media = recorder()
    expect(media.recorded(value)).toEqual(value)
    expect(media.attachments).toEqual([])
  })

  test('vectors are numbers, not files', () => {
    expect(recorder().recorded(new Float32Array(3))).toEqual({ bytes: 12 })
  })

  test('a type that could not stand in a header is none', () => {
    const media = recorder()
    media.recorded({ mimeType: 'image/png\r\nset-cookie: a=b', data: PNG_BASE64 })
    expect(media.attachments[0]!.contentType).toBe('image/png')
    media.recorded({ mimeType: 'x'.repeat(1000), data: 'AAAA' })
    expect(media.attachments[1]!.contentType).toBe('application/octet-stream')
  })
})

test('bytes arrive as they were, and the program’s objects stay as they are', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.constantFrom('base64', 'base64url', 'bytes'),
      (bytes, form) => {
        const data = form === 'bytes' ? bytes : Buffer.from(bytes).toString(form as 'base64')
        const part = Object.freeze({ inlineData: Object.freeze({ mimeType: 'image/png', data }) })
        const media = recorder()
        media.recorded(part)
        expect(Buffer.from(media.attachments[0]!.bytes)).toEqual(Buffer.from(bytes))
        expect(part).toEqual({ inlineData: { mimeType: 'image/png', data } })
      },
    ),
  )
})

test('bytes that the program changes afterwards are sent as they were', () => {
  const media = recorder()
  const bytes = Buffer.from([1, 2, 3])
  media.recorded({ bytes })
  bytes.fill(9)
  expect([...media.attachments[0]!.bytes]).toEqual([1, 2, 3])
})

test('a repeat is the same in its trace, in whatever form it comes, and another in another trace', () => {
  const media = recorder()
  const part = { mimeType: 'image/png', data: PNG_BASE64 }
  const written = [
    part,
    { ...part },
    { mimeType: 'image/png', data: PNG },
    { url: `data:image/png;base64,${PNG_BASE64}` },
  ].map((value) => Object.values(media.recorded(value) as object).at(-1) as unknown)
  expect(new Set(written).size).toBe(1)
  expect(new Set(media.attachments).size).toBe(1)
  const elsewhere = recorder(MAX_MEDIA_BYTES, 'tr-other')
  elsewhere.recorded(part)
  expect(elsewhere.attachments[0]!.id).not.toBe(media.attachments[0]!.id)
})

test('beyond the bound of a trace only type, size and hash are kept; what was taken before stays', () => {
  const media = recorder(PNG.length + 3)
  const first = { mimeType: 'image/png', data: PNG_BASE64 }
  const second = { mimeType: 'audio/wav', data: Buffer.from('four').toString('base64') }

  expect(media.recorded([first, second, first])).toEqual([
    { mimeType: 'image/png', data: reference('image/png', PNG.length) },
    {
      mimeType: 'audio/wav',
      data: { mimeType: 'audio/wav', bytes: 4, sha256: sha256Of(Buffer.from('four')) },
    },
    { mimeType: 'image/png', data: reference('image/png', PNG.length) },
  ])
  expect(new Set(media.attachments).size).toBe(1)
})

test('the length of base64 tells its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      for (const form of ['base64', 'base64url'] as const) {
        const text = Buffer.from(bytes).toString(form)
        expect(base64Length(text)).toBe(bytes.length)
        expect(fromBase64(text)).toEqual(Buffer.from(bytes))
      }
    }),
  )
  for (const text of ['', 'a', 'no base64', 'AA!A', '=']) expect(fromBase64(text)).toBeUndefined()
})

test('an image of 20 MB holds the program up for a moment only, and next to nothing when it is repeated', () => {
  const data = Buffer.alloc(20_000_000, 'pixels').toString('base64')
  const media = recorder()
  const millisOf = (work: () => unknown): number => {
    const start = performance.now()
    work()
    return performance.now() - start
  }
  const firstMillis = millisOf(() => media.recorded({ inlineData: { mimeType: 'image/png', data } }))
  const againMillis = millisOf(() => media.recorded({ inlineData: { mimeType: 'image/png', data } }))
  expect(firstMillis).toBeLessThan(1000)
  expect(againMillis).toBeLessThan(firstMillis / 3)
})
