import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, test } from './browser-lane.ts'
import { newSpanId, newTraceId, sendSpans, type SpanToSend } from './send-spans.ts'
import { proxyTo } from './sub-path-proxy.ts'

/** A picture of one colour, made here. */
function png(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const row = Buffer.from([0, ...Array.from({ length: width }, () => [red, green, blue]).flat()])
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([head, chunk('IHDR', size), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function crc32(bytes: Buffer): number {
  let crc = 0xff_ff_ff_ff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0)
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0
}

/** A second of silence. */
function wav(): Buffer {
  const samples = 8000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples, 40)
  return Buffer.concat([head, Buffer.alloc(samples, 128)])
}

const uuidOf = (bytes: Buffer): string =>
  createHash('sha256')
    .update(bytes)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

/** Puts bytes on the server, and gives what stands for them in a payload. */
async function attach(url: string, traceId: string, bytes: Buffer, contentType: string): Promise<string> {
  const id = uuidOf(bytes)
  const path = `${url}/api/loupe/v1/traces/tr-${traceId}/attachments/${id}`
  const answer = await fetch(path, {
    method: 'PUT',
    headers: { 'content-type': contentType },
    body: new Uint8Array(bytes),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const facts = new URLSearchParams({
    content_type: contentType,
    trace_id: `tr-${traceId}`,
    size: String(bytes.byteLength),
  })
  return `mlflow-attachment://${id}?${facts}`
}

const inline = (mimeType: string, data: string) => ({ inlineData: { mimeType, data } })
const modelCall = (traceId: string, parts: unknown[], answer: unknown): SpanToSend => ({
  name: 'Models.generateContent',
  traceId,
  attributes: {
    'mlflow.spanType': 'LLM',
    'mlflow.spanInputs': { model: 'gemini-2.5-flash-image', contents: [{ role: 'user', parts }] },
    'mlflow.spanOutputs': answer,
  },
})
const said = (...parts: unknown[]) => ({ candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] })

const widthOf = (page: Page, name: RegExp): Promise<number> =>
  page
    .getByRole('tabpanel')
    .getByRole('img', { name })
    .first()
    .evaluate((image) => (image as HTMLImageElement).naturalWidth)

test('pictures, sounds and files of a call are drawn, played or offered, and nothing else is fetched', async ({
  page,
  url,
  experimentId,
}) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const traceId = newTraceId()
  const cat = await attach(url, traceId, png(300, 200, [210, 120, 60]), 'image/png')
  const sound = await attach(url, traceId, wav(), 'audio/wav')
  const speech = await attach(url, traceId, Buffer.alloc(48_000), 'audio/L16;codec=pcm;rate=24000')
  const page1 = await attach(url, traceId, Buffer.from('%PDF-1.4\n%%EOF'), 'application/pdf')
  const drawing = await attach(url, traceId, Buffer.from('<svg onload="parent.pwned=1"/>'), 'image/svg+xml')
  const made = await attach(url, traceId, png(64, 64, [60, 120, 210]), 'image/png')
  const parts = [
    { text: 'Draw this cat in blue.' },
    inline('image/png', cat),
    inline('audio/wav', sound),
    inline('audio/L16;codec=pcm;rate=24000', speech),
    inline('application/pdf', page1),
    inline('image/svg+xml', drawing),
    { fileData: { fileUri: 'https://example.com/elsewhere.png', mimeType: 'image/png' } },
    inline('image/png', { mimeType: 'image/png', bytes: 7_000_000, sha256: 'ab' } as unknown as string),
  ]
  const [id] = await sendSpans(
    url,
    [modelCall(traceId, parts, said({ text: 'Here it is.' }, inline('image/png', made)))],
    experimentId,
  )
  await page.goto(`/experiments/${experimentId}/traces/${id}`)
  const panel = page.getByRole('tabpanel')

  await panel
    .getByRole('img', { name: /image\/png/ })
    .nth(1)
    .waitFor()
  await expect.poll(() => widthOf(page, /image\/png/)).toBe(300)
  const audio = panel.locator('audio')
  await expect.poll(() => audio.evaluate((element) => (element as HTMLAudioElement).duration)).toBeCloseTo(1, 1)
  await panel.getByRole('button', { name: /^Play/ }).click()
  const spoken = panel.locator('audio[autoplay]')
  await expect.poll(() => spoken.evaluate((element) => (element as HTMLAudioElement).duration)).toBeCloseTo(1, 1)
  expect(await panel.getByRole('link', { name: 'Open' }).count()).toBe(1)
  expect(await panel.getByText('image/svg+xml').count()).toBe(1)
  expect(await panel.getByText('7.0 MB').count()).toBe(1)
  expect(await panel.getByRole('link', { name: 'https://example.com/elsewhere.png' }).count()).toBe(1)

  await panel
    .getByRole('button', { name: /^Enlarge/ })
    .first()
    .click()
  const large = page.getByRole('dialog')
  await large.getByRole('img').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)

  await page.getByRole('tab', { name: 'Inputs & outputs' }).click()
  await expect.poll(() => widthOf(page, /image\/png/)).toBe(300)

  expect(requests.filter((request) => !request.startsWith(url) && !request.startsWith(`blob:${url}`))).toEqual([])
  expect(await page.evaluate('window.pwned')).toBeUndefined()
})

test('a picture shows behind a proxy with a prefix', async ({ page, url, experimentId }) => {
  const traceId = newTraceId()
  const cat = await attach(url, traceId, png(30, 20, [0, 0, 0]), 'image/png')
  const [id] = await sendSpans(
    url,
    [modelCall(traceId, [inline('image/png', cat)], said({ text: 'A cat.' }))],
    experimentId,
  )
  await using proxy = await proxyTo(url)

  await page.goto(`${proxy.url}/experiments/${experimentId}/traces/${id}`)

  await expect.poll(() => widthOf(page, /image\/png/)).toBe(30)
})

test('a picture that is not there says so', async ({ page, url, experimentId, allowed }) => {
  allowed.push(/status of 404/)
  const traceId = newTraceId()
  const lost = `mlflow-attachment://${uuidOf(Buffer.from('lost'))}?content_type=image%2Fpng&trace_id=tr-${traceId}&size=5`
  const [id] = await sendSpans(
    url,
    [modelCall(traceId, [inline('image/png', lost)], said({ text: '?' }))],
    experimentId,
  )

  await page.goto(`/experiments/${experimentId}/traces/${id}`)

  await page.getByRole('tabpanel').getByText('not there').waitFor()
})

test('thoughts stand apart, folded; a blocked prompt and an interrupted span are told as such', async ({
  page,
  url,
  experimentId,
}) => {
  const traceId = newTraceId()
  const root = newSpanId()
  const [id] = await sendSpans(
    url,
    [
      {
        ...modelCall(
          traceId,
          [{ text: 'How many mittens?' }],
          said(
            { text: 'Let me count them.\nFirst the cats, then the paws.', thought: true },
            { text: 'There are 2508.' },
          ),
        ),
        spanId: root,
        startedMillisAgo: 900,
        tookMillis: 800,
      },
      {
        ...modelCall(traceId, [{ text: 'Something bad' }], {
          promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
          usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
        }),
        name: 'blocked',
        parentSpanId: root,
        startedMillisAgo: 800,
      },
      {
        name: 'cut off',
        traceId,
        parentSpanId: root,
        startedMillisAgo: 700,
        error: 'interrupted: the program ended before this did',
        attributes: { 'loupe.interrupted': true },
      },
    ],
    experimentId,
  )
  await page.goto(`/experiments/${experimentId}/traces/${id}`)
  const panel = page.getByRole('tabpanel')

  const thought = panel.getByRole('article', { name: 'thought' })
  await thought.waitFor()
  expect(await panel.getByRole('article', { name: 'model' }).innerText()).toContain('There are 2508.')
  const fold = thought.getByRole('button')
  expect(await fold.getAttribute('aria-expanded')).toBe('false')
  expect(await thought.locator('p').count()).toBe(0)
  await fold.click()
  expect(await thought.locator('p').innerText()).toBe('Let me count them.\nFirst the cats, then the paws.')

  await page.getByRole('treeitem', { name: /blocked/ }).click()
  await panel.getByText('Prompt blocked: PROHIBITED_CONTENT').waitFor()

  const cut = page.getByRole('treeitem', { name: /cut off/ })
  expect(await cut.innerText()).toContain('interrupted')
  await cut.click()
  await page.getByRole('region', { name: 'Chosen span' }).getByText('Interrupted', { exact: true }).waitFor()
})

test('a cost stands beside tokens in list, header and tree, and nowhere when it is not known', async ({
  page,
  url,
  experimentId,
}) => {
  const tokens = { 'mlflow.chat.tokenUsage': { input_tokens: 1000, output_tokens: 500, total_tokens: 1500 } }
  const [unpriced] = await sendSpans(
    url,
    [{ name: 'unpriced', attributes: { 'mlflow.spanType': 'LLM', ...tokens } }],
    experimentId,
  )
  await page.goto(`/experiments/${experimentId}/traces/${unpriced}`)
  await page.getByRole('treeitem').first().waitFor()
  expect(await page.locator('main').innerText()).not.toContain('$')

  const cost = { 'mlflow.llm.cost': { input_cost: 0.0004, output_cost: 0.0012, total_cost: 0.0016 } }
  const [priced] = await sendSpans(
    url,
    [{ name: 'priced', attributes: { 'mlflow.spanType': 'LLM', ...tokens, ...cost } }],
    experimentId,
  )
  await page.goto(`/experiments/${experimentId}/traces`)
  const row = page.getByRole('row', { name: /(?<!un)priced/ }).filter({ hasNotText: 'unpriced' })
  await row.waitFor()
  expect(await row.innerText()).toContain('$0.0016')
  expect(await page.getByRole('row', { name: /unpriced/ }).innerText()).not.toContain('$')
  await page.goto(`/experiments/${experimentId}/traces/${priced}`)
  const item = page.getByRole('treeitem', { name: /priced/ })
  await item.waitFor()
  expect(await item.innerText()).toContain('$0.0016')
  expect(await page.locator('.lp-head').innerText()).toMatch(/cost\s*\$0\.0016/)
})
