import { traceIdOfOtel } from '@loupe-ai/model'
import { readTraceRequest, type OtlpSpan } from '@loupe-ai/wire'
import { expect, test } from 'vitest'

import { createDiagnostics } from '../diagnostics.ts'
import { encodeSpans } from '../export/encode-spans.ts'
import type { ExportBatch, Exporter } from '../export/exporter.ts'
import type { SendOutcome } from '../export/transport.ts'
import type { Attachment } from './attachment.ts'
import { BATCH_OPTIONS } from './batch-options.ts'
import { createDeliveries, type DeliveriesParts } from './deliveries.ts'
import type { Destination, Target } from './destination.ts'

const FIRST: Target = { kind: 'tracking', uri: 'http://first' }
const SECOND: Target = { kind: 'otlp', uri: 'http://second' }
const BOTH: Destination = { targets: [FIRST, SECOND], resource: {} }
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const ACCEPTED: SendOutcome = { status: 'accepted', rejectedSpans: 0, message: '', isLoupe: false }

const aSpan = (name: string): OtlpSpan => ({
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  traceState: '',
  name,
  kind: 1,
  startTimeUnixNano: 1n,
  endTimeUnixNano: 2n,
  attributes: { text: 'a secret' },
  events: [],
  links: [],
  status: { code: 1, message: '' },
})
const PICTURE: Attachment = {
  traceId: traceIdOfOtel(TRACE),
  id: '6f9619ff-8b86-5d01-b42d-00cf4fc964ff',
  contentType: 'image/png',
  bytes: new Uint8Array([1, 2, 3]),
}

function start(
  outcomes: Readonly<Record<string, SendOutcome>>,
  masks: ReturnType<DeliveriesParts['masks']> = NO_MASKS,
) {
  const batches: Record<string, ExportBatch[]> = {}
  const connect = ({ uri }: Target): Exporter => ({
    unit: 'span',
    async export(batch) {
      ;(batches[uri] ??= []).push(batch)
      return outcomes[uri] ?? ACCEPTED
    },
  })
  const diagnostics = createDiagnostics({ write: () => {}, isDebug: false })
  const deliveries = createDeliveries({
    endAbandoned: () => {},
    options: BATCH_OPTIONS,
    diagnostics,
    connect,
    spool: () => undefined,
    masks: () => masks,
  })
  return { deliveries, batches, [Symbol.asyncDispose]: async () => void (await deliveries.close(0)) }
}
const NO_MASKS = { mask: undefined, maskMedia: undefined }

const spansIn = ({ spans }: ExportBatch): OtlpSpan[] => {
  const request = readTraceRequest(encodeSpans(spans))
  return request.ok
    ? request.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans))
    : []
}

test('each target gets every span and its media, and one that is away holds no other up', async () => {
  await using started = start({ [FIRST.uri]: { status: 'retryable', reason: 'away' } })
  started.deliveries.spanEnded({ span: aSpan('both'), isLocalRoot: true, attachments: [PICTURE, PICTURE] }, BOTH)
  const counts = await started.deliveries.flush(1000, BOTH.targets)

  expect(counts).toEqual({ delivered: 1, kept: 1, refused: 0, dropped: 0 })
  for (const { uri } of BOTH.targets) {
    const [batch] = started.batches[uri]!
    expect(spansIn(batch!)).toMatchObject([{ name: 'both' }])
    expect(batch!.attachments).toMatchObject([{ id: PICTURE.id, size: 3 }])
    expect(await batch!.attachments[0]!.read()).toEqual(PICTURE.bytes)
  }
})

test('a mask of media gives what leaves, and keeps back what it gives nothing for or throws at', async () => {
  const maskMedia = (bytes: Uint8Array, { contentType }: { contentType: string }): Uint8Array | undefined => {
    if (contentType === 'audio/wav') throw new Error('cannot judge')
    return contentType === 'image/png' ? bytes.map((byte) => byte * 2) : undefined
  }
  await using started = start({}, { mask: (text) => text.replace('secret', '***'), maskMedia })
  const media = ['image/png', 'audio/wav', 'video/mp4'].map((contentType) => ({
    ...PICTURE,
    contentType,
    id: contentType,
  }))
  const ended = { span: aSpan('masked'), isLocalRoot: true, attachments: media }
  started.deliveries.spanEnded(ended, { ...BOTH, targets: [FIRST] })
  await started.deliveries.flush(1000, [FIRST])

  const [batch] = started.batches[FIRST.uri]!
  expect(spansIn(batch!)).toMatchObject([{ attributes: { text: 'a ***' } }])
  expect(batch!.attachments.map(({ contentType }) => contentType)).toEqual(['image/png'])
  expect(await batch!.attachments[0]!.read()).toEqual(new Uint8Array([2, 4, 6]))
})
