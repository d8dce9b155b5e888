import { writeExpression, calculate } from '../arithmetic/expression.ts'
import type { Expression } from '../arithmetic/expression.ts'
import { readArithmetic } from '../arithmetic/read-arithmetic.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import type { Part, Tool } from '../request/generate-request.ts'
import { hash32 } from '../seeded.ts'
import { countTextTokens } from '../tokens.ts'
import type { ReplyCandidate } from './reply.ts'

/** What the tools that the service itself runs have added to a candidate. */
export interface ServiceToolUse {
  candidate: ReplyCandidate
  /** Tokens that the tools gave back to the model. */
  toolUseTokens: number
}

const SEARCH_TOKENS = 60
const REDIRECT = 'https://vertexaisearch.cloud.google.com/grounding-api-redirect/'
const SITES = ['wikipedia.org', 'britannica.com', 'example.com', 'example.org']

/**
 * Lets a text answer be found by search, computed by code or read from pages, as far as the request's tools and prompt
 * ask for it: gemini-api.md §4.2. Calls are left as they are.
 */
export function useServiceTools(
  candidate: ReplyCandidate,
  tools: readonly Tool[],
  prompt: string,
  seed: string,
): ServiceToolUse {
  const has = (name: keyof Tool): boolean => tools.some((tool) => tool[name] !== undefined)
  const answer = candidate.parts.find((part) => part.text !== undefined && part.thought !== true)
  if (!answer?.text) return { candidate, toolUseTokens: 0 }
  const used: ServiceToolUse = { candidate: { ...candidate, extras: { ...candidate.extras } }, toolUseTokens: 0 }
  if (has('googleSearch') || has('googleSearchRetrieval') || has('enterpriseWebSearch')) {
    used.candidate.extras = { ...used.candidate.extras, groundingMetadata: groundText(answer.text, prompt, seed) }
    used.toolUseTokens += SEARCH_TOKENS
  }
  const stores = tools.flatMap(({ fileSearch }) => storeNames(fileSearch)).slice(0, 5)
  if (stores.length > 0) {
    const { groundingSupports } = groundText(answer.text, prompt, seed)
    const groundingChunks = stores.map((fileSearchStore) => ({
      retrievedContext: { title: 'document', text: answer.text!.slice(0, 500), fileSearchStore },
    }))
    const supports = groundingSupports.map((support) => ({ ...support, groundingChunkIndices: [0] }))
    used.candidate.extras = {
      ...used.candidate.extras,
      groundingMetadata: { groundingChunks, groundingSupports: supports },
    }
    used.toolUseTokens += SEARCH_TOKENS
  }
  const pages = has('urlContext') ? (prompt.match(/https?:\/\/[^\s<>"')]+/g) ?? []).slice(0, 20) : []
  if (pages.length > 0) {
    const urlMetadata = pages.map((retrievedUrl) => ({
      retrievedUrl,
      urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_SUCCESS',
    }))
    used.candidate.extras = { ...used.candidate.extras, urlContextMetadata: { urlMetadata } }
    used.toolUseTokens += SEARCH_TOKENS * pages.length
  }
  const run = has('codeExecution') ? codeFor(prompt) : undefined
  if (run) {
    const parts: Part[] = [
      { text: 'I will compute this with Python.\n\n' },
      { executableCode: { language: 'PYTHON', code: run.code } },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: run.output } },
    ]
    const at = candidate.parts.indexOf(answer)
    used.candidate.parts = [...candidate.parts.slice(0, at), ...parts, ...candidate.parts.slice(at)]
    used.candidate.tokens += countTextTokens(run.code) + 8
    used.toolUseTokens += countTextTokens(run.code) + countTextTokens(run.output)
  }
  return used
}

function storeNames(fileSearch: Json | undefined): string[] {
  const names = isObject(fileSearch)
    ? (fileSearch.fileSearchStoreNames ?? fileSearch.file_search_store_names)
    : undefined
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

/** `groundingMetadata` of a search. */
interface Grounding {
  webSearchQueries: string[]
  searchEntryPoint: { renderedContent: string }
  groundingChunks: object[]
  groundingSupports: object[]
  retrievalMetadata: object
}

/** Searches, pages and which of them supports which sentence. Places are bytes, not characters. */
function groundText(text: string, prompt: string, seed: string): Grounding {
  const first = hash32(`site:${seed}`) % SITES.length
  const sites = [SITES[first]!, SITES[(first + 1) % SITES.length]!]
  const groundingSupports: object[] = []
  let startIndex = 0
  for (const sentence of text.slice(0, 20_000).match(/[^.!?]+[.!?]*\s*/g) ?? []) {
    const endIndex = startIndex + Buffer.byteLength(sentence.trimEnd())
    const place = startIndex === 0 ? {} : { startIndex }
    groundingSupports.push({
      segment: { ...place, endIndex, text: sentence.trimEnd() },
      groundingChunkIndices: groundingSupports.length % 2 === 0 ? [0, 1] : [1],
    })
    startIndex += Buffer.byteLength(sentence)
  }
  const query = prompt
    .slice(0, 80)
    .toLowerCase()
    .replace(/[?!.]+$/, '')
  return {
    webSearchQueries: [query],
    searchEntryPoint: { renderedContent: `<div class="container"><a class="chip">${escapeHtml(query)}</a></div>` },
    groundingChunks: sites.map((site) => ({
      web: { uri: `${REDIRECT}${hash32(`${seed}:${site}`).toString(36)}`, title: site },
    })),
    groundingSupports,
    retrievalMetadata: {},
  }
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)

/** A program for what the prompt asks to be computed, and what it prints. */
function codeFor(prompt: string): { code: string; output: string } | undefined {
  const arithmetic = readArithmetic(prompt)
  if (arithmetic) {
    const expressions = arithmetic.kind === 'story' ? [arithmetic.expression] : arithmetic.expressions
    return {
      code: expressions.map((expression) => `print(${writeExpression(expression, 'machines')})`).join('\n'),
      output: expressions.map((expression) => `${valueOf(expression)}\n`).join(''),
    }
  }
  if (!/\b(?:python|code|comput|calculat|execut|run|program|sum|count)/i.test(prompt)) return undefined
  const words = prompt
    .slice(0, 200)
    .split(/\s+/)
    .filter((word) => word !== '')
  return { code: `text = ${JSON.stringify(words.join(' '))}\nprint(len(text.split()))`, output: `${words.length}\n` }
}

function valueOf(expression: Expression): number {
  return expression.kind === 'number'
    ? expression.value
    : calculate(expression.operation, valueOf(expression.left), valueOf(expression.right))
}
