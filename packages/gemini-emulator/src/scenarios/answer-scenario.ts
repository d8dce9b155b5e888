import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { INTERACTION_SCENARIOS } from '../interactions/interaction-scenarios.ts'
import type { JsonObject } from '../json.ts'
import { framingOf } from '../stream/frame-chunks.ts'
import ANSWERS from './answers.json' with { type: 'json' }
import ERRORS from './errors.json' with { type: 'json' }
import { firstDifference } from './first-difference.ts'
import OTHERS from './others.json' with { type: 'json' }
import REQUESTS from './requests.json' with { type: 'json' }
import STREAMS from './streams.json' with { type: 'json' }

/** The header that asks for one of the answers below, whatever the model and the prompt. */
export const SCENARIO_HEADER = 'x-emulator-scenario'

const answers: Readonly<Record<string, object>> = ANSWERS
const errors: Readonly<Record<string, { error: ApiFailure }>> = ERRORS
const others: Readonly<Record<string, object>> = OTHERS
const requests: Readonly<Record<string, object>> = REQUESTS
const streams: Readonly<Record<string, readonly object[]>> = STREAMS

/** What each of the other answers answers. */
const OTHER_DEEDS: Readonly<Record<string, readonly string[]>> = {
  'embed-res': ['batchEmbedContents'],
  'count-res': ['countTokens'],
  'models-list': ['listModels'],
  'cache-res': ['cachedContent'],
  'file-final': ['upload'],
  'batch-done': ['getBatch', 'batchGenerateContent'],
  'video-done': ['getOperation', 'fetchPredictOperation'],
}

/** All names that the header may have. */
export const SCENARIOS: readonly string[] = [answers, streams, errors, requests, others, INTERACTION_SCENARIOS].flatMap(
  Object.keys,
)

/**
 * The answer that scenario `name` gives to a request that does `deed` (see `deedOf`); nothing when the scenario is about
 * something else, or when it only demands a certain body and has got it. An unknown name is refused.
 */
export function answerScenario(
  name: string,
  deed: string,
  query: URLSearchParams,
  body: JsonObject,
): HttpAnswer | undefined {
  const isStream = deed === 'streamGenerateContent'
  const framing = framingOf(query)
  const refuse = (failure: ApiFailure): HttpAnswer => ({ kind: 'failure', failure, ...(isStream && { framing }) })
  if (!SCENARIOS.includes(name)) {
    return refuse(invalidArgument(`${SCENARIO_HEADER}: unknown scenario “${name}”; known are ${SCENARIOS.join(', ')}`))
  }
  const failure = errors[name]?.error
  if (failure) return refuse(failure)
  const wanted = requests[name]
  if (wanted) {
    const difference = deed === requestDeed(name, deed) ? firstDifference(wanted, body) : undefined
    return difference === undefined
      ? undefined
      : refuse(invalidArgument(`${SCENARIO_HEADER}: the body is not ${name}: ${difference}`))
  }
  const chunks = streams[name]
  if (chunks && isStream) return { kind: 'stream', framing, chunks }
  if (deed === 'createInteraction') return INTERACTION_SCENARIOS[name]
  const answer = answers[name]
  // The second request of a continued answer repeats the headers of the first.
  if (answer && body.continuationToken === undefined) {
    if (deed === 'generateContent') return { kind: 'json', body: answer }
    if (isStream) return { kind: 'stream', framing, chunks: [answer] }
  }
  const other = others[name]
  if (!other || !OTHER_DEEDS[name]?.includes(deed)) return undefined
  // The status is how an upload learns that its last piece is in.
  return { kind: 'json', body: other, ...(deed === 'upload' && { headers: { 'x-goog-upload-status': 'final' } }) }
}

function requestDeed(name: string, deed: string): string {
  if (name === 'int-req') return 'createInteraction'
  if (name === 'embed-req') return 'batchEmbedContents'
  if (name === 'batch-req') return 'batchGenerateContent'
  return deed === 'streamGenerateContent' ? deed : 'generateContent'
}
