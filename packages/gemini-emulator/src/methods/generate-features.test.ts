import type { GenerateContentConfig, GenerateContentResponse } from '@google/genai'
import { Modality, Type } from '@google/genai'
import { expect, test } from 'vitest'
import { connect, connectVertex, withFault } from '../testing/connect.ts'

const MODEL = 'gemini-2.5-flash'

async function ask(contents: string, config: GenerateContentConfig, model = MODEL): Promise<GenerateContentResponse> {
  await using connected = await connect()
  return await connected.ai.models.generateContent({ model, contents, config })
}

async function askInChunks(contents: string, config: GenerateContentConfig): Promise<GenerateContentResponse[]> {
  await using connected = await connect()
  const chunks: GenerateContentResponse[] = []
  const stream = await connected.ai.models.generateContentStream({ model: MODEL, contents, config })
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

/** The total of a usage is the sum of its parts, and its details add up. */
function expectSum({ usageMetadata: usage }: GenerateContentResponse): void {
  const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = usage!
  expect(usage!.totalTokenCount).toBe(
    promptTokenCount + candidatesTokenCount + thoughtsTokenCount + (usage!.toolUsePromptTokenCount ?? 0),
  )
  const sum = (details: { tokenCount?: number }[]): number =>
    details.reduce((total, { tokenCount = 0 }) => total + tokenCount, 0)
  expect(sum(usage!.promptTokensDetails!)).toBe(promptTokenCount)
  // 2.5 tells no details of output that is all text.
  const output = usage!.candidatesTokensDetails ?? [{ tokenCount: candidatesTokenCount }]
  expect(sum(output)).toBe(candidatesTokenCount)
}

test('a picture comes with its text, and is counted', async () => {
  const config = { responseModalities: [Modality.TEXT, Modality.IMAGE], imageConfig: { aspectRatio: '16:9' } }
  const response = await ask('Draw a lighthouse', config, 'gemini-2.5-flash-image')

  const [text, picture] = response.candidates![0]!.content!.parts!
  const bytes = Buffer.from(picture!.inlineData!.data!, 'base64')
  expect(text!.text).toBe('Here is the picture:')
  expect(picture!.inlineData!.mimeType).toBe('image/png')
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([64, 36])
  expect(response.usageMetadata!.candidatesTokensDetails).toContainEqual({ modality: 'IMAGE', tokenCount: 1290 })
  expectSum(response)
})

test('speech comes as samples, and is counted', async () => {
  const response = await ask(
    'Say hello to everyone',
    {
      responseModalities: [Modality.AUDIO],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    },
    'gemini-2.5-flash-preview-tts',
  )

  const { inlineData } = response.candidates![0]!.content!.parts![0]!
  expect(inlineData!.mimeType).toBe('audio/L16;codec=pcm;rate=24000')
  expect(Buffer.from(inlineData!.data!, 'base64').length).toBeGreaterThan(24_000)
  expect(response.usageMetadata!.candidatesTokensDetails).toEqual([
    { modality: 'AUDIO', tokenCount: expect.any(Number) },
  ])
  expectSum(response)
})

test('code runs and its result is right, whole and in chunks', async () => {
  const config = { tools: [{ codeExecution: {} }] }

  const response = await ask('What is 57 times 44?', config)
  const chunks = await askInChunks('What is 57 times 44?', config)

  const parts = response.candidates![0]!.content!.parts!
  expect(parts[1]).toEqual({ executableCode: { language: 'PYTHON', code: 'print(57 * 44)' } })
  expect(parts[2]).toEqual({ codeExecutionResult: { outcome: 'OUTCOME_OK', output: '2508\n' } })
  expect(response.usageMetadata!.toolUsePromptTokenCount).toBeGreaterThan(0)
  expectSum(response)
  expectSum(chunks.at(-1)!)
  const streamed = chunks.flatMap((chunk) => chunk.candidates![0]!.content!.parts ?? [])
  expect(streamed).toContainEqual(parts[2])
})

test('search grounds each sentence by its bytes', async () => {
  const config = { tools: [{ googleSearch: {} }] }

  const response = await ask('Why is the sky blue? Answer with “é”.', config)
  const chunks = await askInChunks('Why is the sky blue? Answer with “é”.', config)

  const { groundingMetadata, content } = response.candidates![0]!
  const bytes = Buffer.from(content!.parts!.map(({ text }) => text ?? '').join(''))
  expect(groundingMetadata!.groundingChunks).toHaveLength(2)
  expect(groundingMetadata!.groundingSupports!.length).toBeGreaterThan(0)
  for (const { segment } of groundingMetadata!.groundingSupports!) {
    expect(bytes.subarray(segment!.startIndex ?? 0, segment!.endIndex).toString()).toBe(segment!.text)
  }
  expect(response.usageMetadata!.toolUsePromptTokensDetails).toEqual([{ modality: 'TEXT', tokenCount: 60 }])
  expectSum(response)
  expect(chunks.at(-1)!.candidates![0]!.groundingMetadata).toBeDefined()
  expect(chunks[0]!.candidates![0]!.groundingMetadata).toBeUndefined()
})

test('file search grounds an answer in its stores', async () => {
  const response = await ask('Why is the sky blue?', {
    tools: [{ fileSearch: { fileSearchStoreNames: ['fileSearchStores/s-1'] } }],
  })

  const { groundingChunks, groundingSupports } = response.candidates![0]!.groundingMetadata!
  expect(groundingChunks![0]!.retrievedContext).toMatchObject({ fileSearchStore: 'fileSearchStores/s-1' })
  expect(groundingSupports!.every(({ groundingChunkIndices }) => groundingChunkIndices![0] === 0)).toBe(true)
  expectSum(response)
})

test('pages named in the prompt are read', async () => {
  const response = await ask('Summarize https://example.com/a and https://example.org/b', {
    tools: [{ urlContext: {} }],
  })

  expect(response.candidates![0]!.urlContextMetadata!.urlMetadata!.map(({ retrievedUrl }) => retrievedUrl)).toEqual([
    'https://example.com/a',
    'https://example.org/b',
  ])
})

test('log-probabilities are told for each token when asked for, for each candidate', async () => {
  const response = await ask('The opposite of hot is', { responseLogprobs: true, logprobs: 3, candidateCount: 2 })

  expect(response.candidates).toHaveLength(2)
  for (const { logprobsResult, avgLogprobs, content } of response.candidates!) {
    const tokens = logprobsResult!.chosenCandidates!
    expect(tokens.map(({ token }) => token).join('')).toBe(content!.parts![0]!.text!.trimEnd())
    expect(logprobsResult!.topCandidates!.every(({ candidates }) => candidates!.length === 3)).toBe(true)
    expect(avgLogprobs).toBeCloseTo(logprobsResult!.logProbabilitySum! / tokens.length)
  }
  expect((await ask('x', {})).candidates![0]!.logprobsResult).toBeUndefined()
})

test('an answer that is continued is whole in the end', async () => {
  const whole = await ask('Tell me a story about a lighthouse', {})
  const continued = await ask('Tell me a story about a lighthouse', withFault('continuation'))

  expect(continued.text).toBe(whole.text)
  expect(continued.candidates![0]!.finishReason).toBe('STOP')
})

test('thoughts are shown when asked for, and generation 3 signs', async () => {
  const response = await ask('Why is the sky blue?', { thinkingConfig: { includeThoughts: true } }, 'gemini-3.5-flash')

  const [thought, answer] = response.candidates![0]!.content!.parts!
  expect(thought!.thought).toBe(true)
  expect(answer!.thoughtSignature).toEqual(expect.any(String))
  expect(response.usageMetadata!.thoughtsTokenCount).toBeGreaterThan(0)
})

test('Vertex AI names the tier by its traffic and says why a prompt is blocked', async () => {
  await using connected = await connectVertex()
  const post = async (headers: Record<string, string>, body: object) => {
    const url = `${connected.emulator.url}/v1beta1/projects/p/locations/l/publishers/google/models/${MODEL}:generateContent`
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: 'Bearer t', ...headers },
      body: JSON.stringify(body),
    })
    return (await response.json()) as GenerateContentResponse
  }
  const contents = [{ parts: [{ text: 'x' }] }]

  const flex = await post({}, { contents, serviceTier: 'flex' })
  const blocked = await post({ 'x-emulator-fault': 'blocked:MODEL_ARMOR' }, { contents })

  expect(flex.usageMetadata!.trafficType).toBe('ON_DEMAND_FLEX')
  expect(blocked.promptFeedback).toMatchObject({ blockReason: 'MODEL_ARMOR', blockReasonMessage: expect.any(String) })
})

test('media in a prompt is counted by its kind', async () => {
  await using connected = await connectVertex()
  const media = (mimeType: string) => ({ inlineData: { mimeType, data: 'AAAA' } })
  const parts = [
    { text: 'Describe' },
    media('image/png'),
    media('audio/wav'),
    media('video/mp4'),
    media('application/pdf'),
  ]
  const url = `${connected.emulator.url}/v1beta/models/${MODEL}:countTokens?key=k`

  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ contents: [{ parts }] }) })

  const { promptTokensDetails } = (await response.json()) as { promptTokensDetails: { modality: string }[] }
  expect(promptTokensDetails.map(({ modality }) => modality)).toEqual(['TEXT', 'IMAGE', 'AUDIO', 'VIDEO', 'DOCUMENT'])
})

test('on Vertex AI a call comes argument by argument when asked to', async () => {
  await using connected = await connectVertex()
  const parameters = {
    type: Type.OBJECT,
    properties: { a: { type: Type.NUMBER }, b: { type: Type.NUMBER } },
    required: ['a', 'b'],
  }
  const config = {
    tools: [{ functionDeclarations: [{ name: 'multiply', description: 'returns a * b.', parameters }] }],
    toolConfig: { functionCallingConfig: { streamFunctionCallArguments: true } },
  }

  const contents = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'
  const chunks: GenerateContentResponse[] = []
  const stream = await connected.ai.models.generateContentStream({ model: MODEL, contents, config })
  for await (const chunk of stream) chunks.push(chunk)

  const calls = chunks.flatMap((chunk) => chunk.candidates![0]!.content!.parts!.map((part) => part.functionCall))
  expect(calls).toEqual([
    { name: 'multiply', willContinue: true },
    { partialArgs: [{ jsonPath: '$.a', numberValue: 57 }], willContinue: true },
    { partialArgs: [{ jsonPath: '$.b', numberValue: 44 }], willContinue: true },
    {},
  ])
  expect(chunks.at(-1)!.candidates![0]!.finishReason).toBe('STOP')
  expect(chunks[0]!.candidates![0]!.finishReason).toBeUndefined()
})
