import { inflateSync } from 'node:zlib'
import { GenerateVideosOperation } from '@google/genai'
import type { Image } from '@google/genai'
import { RawReferenceImage } from '@google/genai'
import { expect, test } from 'vitest'
import { connect, connectVertex } from '../testing/connect.ts'

/** Width and height of a PNG whose pixels are really there. */
function pixelsOf(base64: string | undefined): [number, number] {
  const bytes = Buffer.from(base64 ?? '', 'base64')
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  const width = bytes.readUInt32BE(16)
  const height = bytes.readUInt32BE(20)
  const channels = bytes[25] === 2 ? 3 : 1
  const at = bytes.indexOf('IDAT')
  const rows = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)))
  expect(rows.length).toBe((width * channels + 1) * height)
  return [width, height]
}

test('images are made, edited, enlarged, put in scenes and cut out', async () => {
  await using connected = await connectVertex()
  const { models } = connected.ai
  const image: Image = { imageBytes: 'AAAA', mimeType: 'image/png' }
  const reference = new RawReferenceImage()
  reference.referenceImage = image
  reference.referenceId = 1

  const made = await models.generateImages({
    model: 'imagen-4.0-generate-001',
    prompt: 'a lighthouse',
    config: { numberOfImages: 2, aspectRatio: '16:9', enhancePrompt: true, includeSafetyAttributes: true },
  })
  const edited = await models.editImage({
    model: 'imagen-3.0-capability-001',
    prompt: 'at night',
    referenceImages: [reference],
  })
  const larger = await models.upscaleImage({ model: 'imagen-4.0-upscale-preview', image, upscaleFactor: 'x2' })
  const placed = await models.recontextImage({
    model: 'imagen-product-recontext-preview-06-30',
    source: { prompt: 'on a table', productImages: [{ productImage: image }] },
  })
  const cut = await models.segmentImage({ model: 'image-segmentation-001', source: { image } })

  expect(made.generatedImages!.map((it) => pixelsOf(it.image!.imageBytes))).toEqual([
    [64, 36],
    [64, 36],
  ])
  expect(made.generatedImages![0]!.image!.imageBytes).not.toBe(made.generatedImages![1]!.image!.imageBytes)
  expect(made.generatedImages![0]).toMatchObject({
    enhancedPrompt: 'a lighthouse, in warm light',
    safetyAttributes: { categories: ['Violence'], scores: [0.1] },
  })
  expect(pixelsOf(edited.generatedImages![0]!.image!.imageBytes)).toEqual([64, 64])
  expect(pixelsOf(larger.generatedImages![0]!.image!.imageBytes)).toEqual([128, 128])
  expect(pixelsOf(placed.generatedImages![0]!.image!.imageBytes)).toEqual([64, 64])
  expect(pixelsOf(cut.generatedMasks![0]!.mask!.imageBytes)).toEqual([64, 64])
  expect(cut.generatedMasks![0]!.labels).toHaveLength(1)
})

test('a video is done after some polls, on Vertex AI', async () => {
  await using connected = await connectVertex()
  const { models, operations } = connected.ai

  let operation = await models.generateVideos({ model: 'veo-3.0-generate-001', source: { prompt: 'waves' } })
  let polls = 0
  while (!operation.done && polls < 10) {
    operation = await operations.getVideosOperation({ operation })
    polls++
  }

  const video = operation.response!.generatedVideos![0]!.video!
  expect(polls).toBe(2)
  expect(video.mimeType).toBe('video/mp4')
  expect(Buffer.from(video.videoBytes!, 'base64').subarray(4, 12).toString()).toBe('ftypisom')
})

test('a video of the Gemini API is a file to download', async () => {
  await using connected = await connect()
  const { emulator, ai } = connected
  const started = await fetch(`${emulator.url}/v1beta/models/veo-3.0-generate-001:predictLongRunning?key=k`, {
    method: 'POST',
    body: JSON.stringify({ instances: [{ prompt: 'waves' }], parameters: { sampleCount: 1 } }),
  })
  let operation = new GenerateVideosOperation()
  operation.name = ((await started.json()) as { name: string }).name

  for (let i = 0; i < 2; i++) operation = await ai.operations.getVideosOperation({ operation })
  const { uri } = operation.response!.generatedVideos![0]!.video!
  const bytes = Buffer.from(await (await fetch(`${uri}&key=k`)).arrayBuffer())

  expect(operation.done).toBe(true)
  expect(bytes.subarray(4, 12).toString()).toBe('ftypisom')
})

test('computeTokens gives the pieces that countTokens counts', async () => {
  await using connected = await connectVertex()
  const contents = 'The quick brown fox jumps over the lazy dog.'

  const { tokensInfo } = await connected.ai.models.computeTokens({ model: 'gemini-2.5-flash', contents })
  const { totalTokens } = await connected.ai.models.countTokens({ model: 'gemini-2.5-flash', contents })

  const tokens = tokensInfo![0]!.tokens!.map((token) => Buffer.from(token, 'base64').toString())
  expect(tokens.join('')).toBe(contents)
  expect(tokens).toHaveLength(totalTokens!)
  expect(tokensInfo![0]!.tokenIds).toHaveLength(tokens.length)
})
