import { describe, expect, test } from 'vitest'
import { plainCopy } from '../../capture/plain-copy.ts'
import { recordedResponse, responseAttributes } from './read-response.ts'

const candidate = (finishReason: string | undefined, parts: unknown[] = [{ text: 'a' }]): unknown => ({
  candidates: [{ content: { parts }, finishReason }],
})
const CALL = { functionCall: { name: 'add', args: {} } }
const RESPONSE = { functionResponse: { name: 'add', response: {} } }

describe('finish reasons', () => {
  test.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'content_filter'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['A_REASON_OF_TOMORROW', 'error'],
  ])('%s is %s, and kept as it was', (raw, expected) => {
    expect(responseAttributes(candidate(raw))).toMatchObject({
      'gen_ai.response.finish_reasons': [expected],
      'gemini.finish_reasons': [raw],
    })
  })

  test('a call to run is tool_call; one that the server has run already is not', () => {
    const reasons = (parts: unknown[]): unknown =>
      responseAttributes(candidate('STOP', parts))['gen_ai.response.finish_reasons']

    expect(reasons([CALL])).toEqual(['tool_call'])
    expect(reasons([CALL, RESPONSE, { text: 'done' }])).toEqual(['stop'])
  })

  test('unfinished is no reason', () => {
    expect(responseAttributes(candidate(undefined))['gen_ai.response.finish_reasons']).toBeUndefined()
    expect(responseAttributes(candidate('CONTINUATION'))['gen_ai.response.finish_reasons']).toBeUndefined()
  })

  test('an answer stopped for safety has no content and is no error', () => {
    expect(
      responseAttributes({ candidates: [{ finishReason: 'SAFETY', index: 0 }] })['gen_ai.response.finish_reasons'],
    ).toEqual(['content_filter'])
  })
})

test('a response is recorded without its HTTP side', () => {
  const response = {
    candidates: [],
    modelVersion: 'm',
    sdkHttpResponse: { headers: { cookie: 'x' } },
    automaticFunctionCallingHistory: [1],
  }

  expect(plainCopy(recordedResponse(response))).toEqual({ candidates: [], modelVersion: 'm' })
})

test('what an answer stands on is counted: sources, citations, probabilities', () => {
  const response = {
    candidates: [
      {
        groundingMetadata: { groundingChunks: [{ web: {} }, { web: {} }] },
        citationMetadata: { citations: [{ uri: 'https://a' }] },
        safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'LOW' }],
        avgLogprobs: -0.1,
        logprobsResult: { chosenCandidates: [{ token: 'Cold' }, { token: '.' }], topCandidates: [] },
      },
    ],
  }

  expect(responseAttributes(response)).toMatchObject({
    'gemini.response.grounding_chunks': 2n,
    'gemini.response.citations': 1n,
    'gemini.response.has_logprobs': true,
  })
  expect(responseAttributes({ candidates: [{}] })['gemini.response.has_logprobs']).toBeUndefined()
  const [candidate] = response.candidates
  expect(plainCopy(recordedResponse(response))).toEqual({
    candidates: [{ ...candidate, logprobsResult: { present: true, tokens: 2 } }],
  })
})
