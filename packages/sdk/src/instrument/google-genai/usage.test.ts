import { describe, expect, test } from 'vitest'
import { readEmbeddingUsage, readUsage, usageAttributes, usageDetailAttributes } from './usage.ts'

describe('usage of real answers', () => {
  test.each([
    [
      'plain with thoughts',
      { promptTokenCount: 6, candidatesTokenCount: 8, totalTokenCount: 39, thoughtsTokenCount: 25 },
      { inputTokens: 6, outputTokens: 33, totalTokens: 39, reasoningTokens: 25 },
    ],
    [
      'a file by URI: no prompt, no total',
      { candidatesTokenCount: 18, thoughtsTokenCount: 58 },
      { outputTokens: 76, totalTokens: 76, reasoningTokens: 58 },
    ],
    [
      'cut while thinking: no candidates',
      { promptTokenCount: 17, thoughtsTokenCount: 19, totalTokenCount: 36 },
      { inputTokens: 17, outputTokens: 19, totalTokens: 36, reasoningTokens: 19 },
    ],
    [
      'tools that the server ran',
      {
        promptTokenCount: 32,
        candidatesTokenCount: 341,
        thoughtsTokenCount: 103,
        toolUsePromptTokenCount: 720,
        totalTokenCount: 1196,
      },
      { inputTokens: 752, outputTokens: 444, totalTokens: 1196, reasoningTokens: 103 },
    ],
    [
      'a cache hit, which is inside the prompt',
      { promptTokenCount: 1362, candidatesTokenCount: 1295, totalTokenCount: 2657, cachedContentTokenCount: 1090 },
      { inputTokens: 1362, outputTokens: 1295, totalTokens: 2657, cacheReadInputTokens: 1090 },
    ],
    ['a Vertex chunk without counts', { trafficType: 'ON_DEMAND' }, undefined],
    ['nothing', undefined, undefined],
  ])('%s', (_, metadata, expected) => {
    expect(readUsage(metadata)).toEqual(expected)
  })

  test('a count that was not given is absent, under every name', () => {
    const attributes = usageAttributes(readUsage({ promptTokenCount: 14, totalTokenCount: 14 }))

    expect(attributes['gen_ai.usage.output_tokens']).toBeUndefined()
    expect(attributes['mlflow.chat.tokenUsage']).toBe('{"input_tokens":14,"total_tokens":14}')
  })

  test('a total that its parts do not add up to is kept beside their sum', () => {
    expect(usageDetailAttributes({ promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 9 })).toMatchObject({
      'gemini.usage.summed_tokens': 3n,
    })
    expect(usageDetailAttributes({ promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 })).toEqual({})
  })

  test('counts by modality go under the names by which the server prices; an unknown modality is in the whole alone', () => {
    const of = (modality: string, tokenCount: number): object => ({ modality, tokenCount })
    const attributes = usageDetailAttributes({
      promptTokenCount: 300,
      promptTokensDetails: [of('TEXT', 40), of('AUDIO', 200), of('IMAGE', 50), of('HOLOGRAM', 10)],
      toolUsePromptTokensDetails: [of('TEXT', 2)],
      cacheTokensDetails: [of('AUDIO', 100)],
      candidatesTokensDetails: [of('IMAGE', 1290)],
      trafficType: 'ON_DEMAND_PRIORITY',
    })

    expect(Object.fromEntries(Object.entries(attributes).filter(([key]) => key.startsWith('gen_ai.')))).toEqual({
      'gen_ai.usage.text.input_tokens': 42n,
      'gen_ai.usage.audio.input_tokens': 200n,
      'gen_ai.usage.image.input_tokens': 50n,
      'gen_ai.usage.audio.cache_read.input_tokens': 100n,
      'gen_ai.usage.image.output_tokens': 1290n,
    })
    expect(attributes['gemini.service_tier']).toBe('ON_DEMAND_PRIORITY')
  })

  test('embeddings without usage are counted by their statistics', () => {
    const embeddings = [{ statistics: { tokenCount: 2 } }, { statistics: { tokenCount: 3 } }]

    expect(readEmbeddingUsage({ embeddings })).toEqual({ inputTokens: 5, totalTokens: 5 })
    expect(readEmbeddingUsage({ embeddings, usageMetadata: { promptTokenCount: 11 } })).toEqual({
      inputTokens: 11,
      totalTokens: 11,
    })
    expect(readEmbeddingUsage({ embeddings: [{ values: [1] }] })).toBeUndefined()
  })
})
