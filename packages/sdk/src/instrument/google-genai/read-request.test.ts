import { describe, expect, test } from 'vitest'
import { plainCopy } from '../../capture/plain-copy.ts'
import { callsFunctions, configAttributes, modelName, recordedRequest } from './read-request.ts'
import { chatTools } from './tool-definitions.ts'

const PNG = 'iVBORw0KGgo'.repeat(100)

/** As a span reads it: at once. */
const read = (params: unknown): { contents?: unknown; config?: unknown } =>
  plainCopy(recordedRequest(params)) as { contents?: unknown; config?: unknown }

describe('what is recorded of a request', () => {
  test('holds the parameters and nothing that is secret or no content', () => {
    const config = {
      temperature: 0.2,
      systemInstruction: 'Be short.',
      abortSignal: new AbortController().signal,
      httpOptions: {
        headers: { 'x-goog-api-key': 'secret' },
        timeout: 100,
        fetch,
        baseUrl: 'https://user:secret@host',
      },
      tools: [
        { googleMaps: { authConfig: { apiKey: 'secret' } } },
        {
          mcpServers: [
            { name: 'w', streamableHttpTransport: { url: 'https://w', headers: { authorization: 'secret' } } },
            { name: 'u', streamableHttpTransport: { url: 'https://me:secret@u/mcp?a=1&token=secret' } },
          ],
        },
        { functionDeclarations: [{ name: 'send', parameters: { properties: { headers: { type: 'OBJECT' } } } }] },
      ],
    }
    const { config: recorded } = read({ model: 'm', contents: 'c', config })

    expect(JSON.stringify(recorded)).not.toContain('secret')
    expect(recorded).toEqual({
      temperature: 0.2,
      systemInstruction: 'Be short.',
      httpOptions: { timeout: 100 },
      tools: [
        { googleMaps: { authConfig: '[redacted]' } },
        {
          mcpServers: [
            { name: 'w', streamableHttpTransport: { url: 'https://w', headers: '[redacted]' } },
            { name: 'u', streamableHttpTransport: { url: 'https://…@u/mcp?a=1&token=…' } },
          ],
        },
        { functionDeclarations: [{ name: 'send', parameters: { properties: { headers: { type: 'OBJECT' } } } }] },
      ],
    })
  })

  test('is empty of a config that says nothing', () => {
    expect(read({ model: 'm', contents: 'c', config: { abortSignal: new AbortController().signal } })).toEqual({
      model: 'm',
      contents: 'c',
    })
  })

  test('leaves media in, for the span to take them out', () => {
    const inline = { inlineData: { mimeType: 'image/png', data: PNG, displayName: 'cat' } }
    const bytes = { inlineData: { mimeType: 'image/png', data: new Uint8Array([1, 2]) } }

    expect(read({ model: 'm', contents: [inline, bytes] }).contents).toEqual([inline, bytes])
  })

  test.each([
    ['a string', 'hot'],
    ['a part', { text: 'hot' }],
    ['parts and strings', ['hot', { text: 'cold' }]],
    ['a content', { role: 'user', parts: [{ text: 'hot' }] }],
    [
      'contents',
      [
        { role: 'user', parts: [{ text: 'hot' }] },
        { role: 'model', parts: [{ text: 'cold' }] },
      ],
    ],
    ['nothing', undefined],
  ])('takes contents given as %s', (_, contents) => {
    expect(read({ model: 'm', contents }).contents).toEqual(contents ?? null)
  })
})

describe('parameters as attributes', () => {
  const named = (config: unknown): unknown =>
    JSON.parse(
      JSON.stringify(configAttributes(config), (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}n` : value,
      ),
    )

  test('have the names of the convention', () => {
    expect(
      named({
        temperature: 0.2,
        topP: 0.95,
        topK: 40,
        maxOutputTokens: 512,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        seed: 7,
        stopSequences: ['END'],
        candidateCount: 2,
        responseSchema: {},
        thinkingConfig: { includeThoughts: true, thinkingBudget: -1, thinkingLevel: 'LOW' },
        cachedContent: 'cachedContents/1',
        serviceTier: 'flex',
      }),
    ).toEqual({
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.top_p': 0.95,
      'gen_ai.request.top_k': '40n',
      'gen_ai.request.max_tokens': '512n',
      'gen_ai.request.presence_penalty': 0.1,
      'gen_ai.request.frequency_penalty': 0.2,
      'gen_ai.request.seed': '7n',
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.request.choice.count': '2n',
      'gen_ai.request.reasoning.level': 'LOW',
      'gen_ai.output.type': 'json',
      'gemini.request.thinking_budget': '-1n',
      'gemini.request.include_thoughts': true,
      'gemini.request.cached_content': 'cachedContents/1',
      'gemini.service_tier': 'flex',
    })
  })

  test.each([
    [{ candidateCount: 1 }, {}],
    [{ responseModalities: ['TEXT', 'IMAGE'] }, { 'gen_ai.output.type': 'image' }],
    [{ responseModalities: ['AUDIO'] }, { 'gen_ai.output.type': 'speech' }],
    [{ responseMimeType: 'application/json' }, { 'gen_ai.output.type': 'json' }],
    [undefined, {}],
  ])('of %j are %j', (config, expected) => {
    expect(named(config)).toEqual(expected)
  })

  test.each([
    ['models/gemini-x', 'gemini-x'],
    ['tunedModels/1', 'tunedModels/1'],
    [7, undefined],
  ])('the model %s is %s', (given, expected) => {
    expect(modelName(given)).toBe(expected)
  })
})

describe('tool definitions', () => {
  test('become JSON Schema', () => {
    const tools = [
      {
        functionDeclarations: [
          {
            name: 'find',
            description: 'Finds.',
            parameters: {
              type: 'OBJECT',
              properties: {
                type: { type: 'STRING', nullable: true, enum: ['A'] },
                list: { type: 'ARRAY', items: { type: 'NUMBER' }, minItems: '2' },
                either: { anyOf: [{ type: 'STRING' }, { type: 'INTEGER' }] },
              },
              propertyOrdering: ['type', 'list'],
            },
          },
          { name: 'plain', parametersJsonSchema: { type: 'object', properties: { tz: { type: ['string', 'null'] } } } },
        ],
      },
      { googleSearch: {} },
    ]

    expect(JSON.parse(chatTools(tools)!)).toEqual([
      {
        type: 'function',
        function: {
          name: 'find',
          description: 'Finds.',
          parameters: {
            type: 'object',
            properties: {
              type: { type: ['string', 'null'], enum: ['A'] },
              list: { type: 'array', items: { type: 'number' }, minItems: 2 },
              either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
            },
          },
        },
      },
      {
        type: 'function',
        function: { name: 'plain', parameters: { type: 'object', properties: { tz: { type: ['string', 'null'] } } } },
      },
    ])
    expect(chatTools([{ googleSearch: {} }])).toBeUndefined()
  })
})

test.each([
  [{ tools: [{ callTool() {} }] }, true],
  [{ tools: [{ functionDeclarations: [] }] }, false],
  [{ tools: [{ callTool() {} }], automaticFunctionCalling: { disable: true } }, false],
  [{ tools: [{ callTool() {} }], automaticFunctionCalling: { maximumRemoteCalls: 0 } }, false],
  [{ tools: [{ callTool() {} }], automaticFunctionCalling: { maximumRemoteCalls: 1.5 } }, false],
  [{ tools: [{ callTool() {} }], automaticFunctionCalling: { maximumRemoteCalls: 3 } }, true],
  [undefined, false],
])('of %j the SDK runs the functions itself: %s', (config, expected) => {
  expect(callsFunctions(config)).toBe(expected)
})
