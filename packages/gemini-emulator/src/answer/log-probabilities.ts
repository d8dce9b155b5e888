import type { Part } from '../request/generate-request.ts'
import { hash32, seededRandom } from '../seeded.ts'
import { splitTokens } from '../tokens.ts'

interface LogProbability {
  token: string
  tokenId: number
  logProbability: number
}

/** `logprobsResult` of a candidate: gemini-api.md §4.2. */
export interface LogprobsResult {
  chosenCandidates: LogProbability[]
  topCandidates: { candidates: LogProbability[] }[]
  logProbabilitySum: number
}

const VOCABULARY = 256_000
const ALTERNATIVES = [' the', ' a', ' it', ' and', ' in', ' of', ' to', ' is', ' that', ' for']

const tokenId = (token: string): number => hash32(`token:${token}`) % VOCABULARY

/** Log-probabilities of each token of the visible text, with the `top` likeliest at each place (0 to 20). */
export function logProbabilities(
  parts: readonly Pick<Part, 'text' | 'thought'>[],
  top: number,
  seed: string,
): LogprobsResult {
  const random = seededRandom(`logprobs:${seed}`)
  const text = parts.flatMap((part) => (part.thought ? [] : (part.text ?? []))).join('')
  const chosenCandidates = splitTokens(text).map((token) => ({
    token,
    tokenId: tokenId(token),
    logProbability: -Math.round(random() * 2000) / 10_000,
  }))
  const topCandidates = chosenCandidates.map((chosen) => {
    const others = ALTERNATIVES.filter((token) => token !== chosen.token)
      .slice(0, Math.max(0, Math.min(top, 20) - 1))
      .map((token, index) => ({
        token,
        tokenId: tokenId(token),
        logProbability: -3 - index - Math.round(random() * 9) / 10,
      }))
    return { candidates: [chosen, ...others] }
  })
  return {
    chosenCandidates,
    topCandidates: top > 0 ? topCandidates : [],
    logProbabilitySum: chosenCandidates.reduce((sum, { logProbability }) => sum + logProbability, 0),
  }
}
