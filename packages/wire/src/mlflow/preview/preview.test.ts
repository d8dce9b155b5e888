import { jsonText } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutToCodePoints, requestPreview, responsePreview } from './preview.ts'

test.each<[string, unknown, string]>([
  ['a text', 'hi', 'hi'],
  ['the last user message', { messages: [user('a'), assistant('b'), user('c'), assistant('d')] }, 'c'],
  ['the last message where no user spoke', { messages: [assistant('b')] }, 'b'],
  ['a list of parts', { messages: [user([{ type: 'image' }, { type: 'text', text: 'look' }])] }, 'look'],
  ['an input list', { input: [user('a')] }, 'a'],
  ['a request within', { request: { messages: [user('deep')] } }, 'deep'],
  ["OpenTelemetry's parts", [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }], 'hi'],
  [
    "OpenTelemetry's parts before the answer of a tool",
    [
      { role: 'user', parts: [{ type: 'text', content: 'hi' }] },
      { role: 'user', parts: [{ type: 'tool_call_response', id: '1', response: 5 }] },
    ],
    'hi',
  ],
  ['Gemini contents as a text', { model: 'm', contents: 'hot' }, 'hot'],
  ['Gemini contents as a Part', { contents: { text: 'hot' } }, 'hot'],
  ['Gemini contents as a Content', { contents: { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] } }, 'ab'],
  ['Gemini contents as texts and Parts', { contents: ['a', { text: 'b' }] }, 'a\nb'],
  ['several texts to embed', { model: 'm', contents: ['first', 'second'] }, 'first\nsecond'],
  ['the prompt of a picture', { model: 'imagen', prompt: 'a cat', config: { numberOfImages: 1 } }, 'a cat'],
  ['the prompt of a video in its source', { model: 'veo', source: { prompt: 'a dog' } }, 'a dog'],
  ['the prompt of music', { weightedPrompts: [{ text: 'jazz', weight: 1 }, { text: 'drums' }] }, 'jazz, drums'],
  ['a turn of a live session', [{ clientContent: { turns: 'hot' } }, { audio: { mimeType: 'audio/pcm' } }], 'hot'],
  ['a turn of a live session by contents', [{ clientContent: { turns: [gemini('user', 'a')] } }], 'a'],
  ['a turn that was typed', [{ realtimeInput: { text: 'a' } }, { realtimeInput: { text: 'b' } }], 'a\nb'],
  ['a turn that was spoken', [{ audio: { mimeType: 'audio/pcm;rate=16000', bytes: 9 } }, { transcript: 'hi' }], 'hi'],
  ['a turn of sound alone', [{ audio: { mimeType: 'audio/pcm;rate=16000', bytes: 9 } }], '[audio/pcm;rate=16000]'],
  ['a live session', { model: 'm', turns: [[{ clientContent: { turns: 'hot' } }]] }, 'hot'],
  ['Gemini history', { contents: [gemini('user', 'a'), gemini('model', 'b'), gemini('user', 'c')] }, 'c'],
  ['Gemini history without roles', { contents: [{ parts: [{ text: 'a' }] }, { parts: [{ text: 'b' }] }] }, 'b'],
  [
    'the question before a function result',
    { contents: [gemini('user', 'a'), { role: 'user', parts: [{ functionResponse: { name: 'f' } }] }] },
    'a',
  ],
  ['a chat message', { message: 'hello' }, 'hello'],
  ['a chat message of Parts', { message: [{ text: 'x' }, { text: 'y' }] }, 'x\ny'],
  ['an interaction asked by a text', { model: 'm', input: 'hot' }, 'hot'],
  ['an interaction asked by contents', { agent: 'a', input: [{ type: 'text', text: 'a' }, { type: 'image' }] }, 'a'],
  [
    'an interaction asked by steps',
    {
      model: 'm',
      input: [
        { type: 'user_input', content: [{ type: 'text', text: 'a' }] },
        { type: 'model_output', content: [{ type: 'text', text: 'b' }] },
        { type: 'user_input', content: [{ type: 'text', text: 'c' }] },
      ],
    },
    'c',
  ],
  ['anything else as its JSON', { a: 57, b: 44 }, '{"a":57,"b":44}'],
])('request: %s', (_, inputs, expected) => {
  expect(requestPreview(jsonText(JSON.stringify(inputs)))).toBe(expected)
})

test.each<[string, unknown, string]>([
  ['a text', 'ho', 'ho'],
  ['a choice', { choices: [{ message: assistant('yes') }] }, 'yes'],
  ['an output list', { output: [{ role: 'assistant', content: [{ type: 'output_text', text: 'o' }] }] }, 'o'],
  ['a Gemini answer', answer([{ text: 'cold' }]), 'cold'],
  ['a Gemini answer without its thoughts', answer([{ text: 'hm', thought: true }, { text: 'cold' }]), 'cold'],
  ['a lone function call', answer([{ functionCall: { name: 'add', args: { a: 1 } } }]), 'add({"a":1})'],
  ['a picture, by its type', answer([{ inlineData: { mimeType: 'image/png', data: 'iVBO' } }]), '[image/png]'],
  ['a blocked prompt', { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, 'Prompt blocked: PROHIBITED_CONTENT'],
  ['a function call without arguments', answer([{ functionCall: { name: 'now' } }]), 'now()'],
  ['a text beside a function call', answer([{ text: 'sure' }, { functionCall: { name: 'add' } }]), 'sure'],
  [
    'an answer that was stopped before it began',
    { candidates: [{ content: { role: 'model' }, finishReason: 'MAX_TOKENS' }] },
    'Stopped without an answer: MAX_TOKENS',
  ],
  [
    'an interaction without its thoughts',
    {
      steps: [
        { type: 'thought', summary: [{ type: 'text', text: 'hm' }] },
        { type: 'model_output', content: [{ type: 'text', text: 'cold' }] },
      ],
    },
    'cold',
  ],
  [
    'an interaction that waits for a function',
    { steps: [{ type: 'function_call', id: '1', name: 'add', arguments: { a: 1 } }] },
    'add({"a":1})',
  ],
  ['an interaction of 1.x', { outputs: [{ type: 'thought' }, { type: 'text', text: 'cold' }] }, 'cold'],
  [
    'pictures, by their types',
    { generatedImages: [{ image: { mimeType: 'image/png' } }, { image: { imageBytes: 'iVBO' } }] },
    '[image/png], [image]',
  ],
  ['a picture that was held back', { generatedImages: [{ raiFilteredReason: 'a face' }] }, 'Held back: a face'],
  [
    'a video that is done',
    {
      name: 'operations/1',
      done: true,
      response: { generatedVideos: [{ video: { uri: 'u', mimeType: 'video/mp4' } }] },
    },
    '[video/mp4]',
  ],
  ['embeddings', { embeddingCount: 2, dimensions: 768 }, '2 embeddings of 768 dimensions'],
  ['one embedding', { embeddingCount: 1 }, '1 embedding'],
  ['a live turn', { text: 'cold', thoughts: 'hm' }, 'cold'],
  ['a spoken live turn', { transcript: 'cold', audio: { bytes: 9, seconds: 1 } }, 'cold'],
  ['a live session', { turns: 2, text: 'cold' }, 'cold'],
  ['something else with a text', { text: 'a', label: 'b' }, '{"text":"a","label":"b"}'],
  ['no candidates as JSON', { candidates: [] }, '{"candidates":[]}'],
])('response: %s', (_, outputs, expected) => {
  expect(responsePreview(jsonText(JSON.stringify(outputs)))).toBe(expected)
})

test('a long preview is cut to 1000 characters, none of them in half', () => {
  const preview = requestPreview(jsonText(JSON.stringify('😀'.repeat(1_200))))

  expect(preview).toBe(`${'😀'.repeat(997)}...`)
})

test('cutting keeps short texts and never makes longer ones', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 20 }), (text, max) => {
      const cut = cutToCodePoints(text, max)
      const isShort = Array.from(text).length <= max
      expect(Array.from(cut).length).toBeLessThanOrEqual(max)
      expect(cut === text).toBe(isShort)
    }),
  )
})

test('a preview of any JSON is a text of bounded length', () => {
  fc.assert(
    fc.property(fc.json(), (payload) => {
      expect(Array.from(requestPreview(jsonText(payload))).length).toBeLessThanOrEqual(1_000)
      expect(Array.from(responsePreview(jsonText(payload))).length).toBeLessThanOrEqual(1_000)
    }),
  )
})

function user(content: unknown): unknown {
  return { role: 'user', content }
}

function assistant(content: unknown): unknown {
  return { role: 'assistant', content }
}

function gemini(role: string, text: string): unknown {
  return { role, parts: [{ text }] }
}

function answer(parts: readonly unknown[]): unknown {
  return { candidates: [{ content: { role: 'model', parts } }] }
}
