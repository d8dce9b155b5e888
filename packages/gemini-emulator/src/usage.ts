import type { Family, Model } from './models.ts'
import type { Content, FunctionCall, GenerateContentRequest, Part } from './request/generate-request.ts'
import type { Backend } from './routes.ts'
import { countTextTokens, DECLARATION_TOKENS, IMAGE_TOKENS, promptOverhead } from './tokens.ts'

export interface ModalityCount {
  modality: 'TEXT' | 'IMAGE' | 'AUDIO' | 'VIDEO' | 'DOCUMENT'
  tokenCount: number
}

/** `usageMetadata` of an answer or of one chunk. Counts of nothing are absent, not 0. */
export interface UsageMetadata {
  promptTokenCount?: number
  candidatesTokenCount?: number
  totalTokenCount?: number
  promptTokensDetails?: ModalityCount[]
  candidatesTokensDetails?: ModalityCount[]
  cachedContentTokenCount?: number
  cacheTokensDetails?: ModalityCount[]
  toolUsePromptTokenCount?: number
  toolUsePromptTokensDetails?: ModalityCount[]
  thoughtsTokenCount?: number
  serviceTier?: string
  trafficType?: string
  billablePromptUsage?: { textCount: number }
}

/** Tokens of a prompt by what they stand for. */
export interface PromptTokens {
  text: number
  media: ModalityCount[]
  textCharacters: number
}

const MEDIA_TOKENS = { IMAGE: IMAGE_TOKENS, DOCUMENT: IMAGE_TOKENS, AUDIO: 320, VIDEO: 2580 } as const

// What makes a call of two numbers the 19 tokens that were recorded.
const CALL_FRAME_TOKENS = 9

/** Tokens of a call that the model made: its name, its arguments, and the frame around them. */
export function callTokens({ name, args }: FunctionCall): number {
  return countTextTokens(name) + countTextTokens(JSON.stringify(args ?? {})) + CALL_FRAME_TOKENS
}

function partTokens(part: Part): number {
  if (part.text !== undefined) return countTextTokens(part.text)
  if (part.functionCall) return callTokens(part.functionCall)
  if (part.functionResponse)
    return callTokens({ name: part.functionResponse.name, args: part.functionResponse.response ?? {} })
  return 0
}

function modalityOf(part: Part): ModalityCount['modality'] | undefined {
  const mimeType = part.inlineData?.mimeType ?? part.fileData?.mimeType
  if (!part.inlineData && !part.fileData) return undefined
  if (mimeType?.startsWith('audio/')) return 'AUDIO'
  if (mimeType?.startsWith('video/')) return 'VIDEO'
  return mimeType === 'application/pdf' ? 'DOCUMENT' : 'IMAGE'
}

/** Counts what `contents` (and a system instruction among them) cost. */
function countContents(contents: readonly Content[]): PromptTokens {
  const counted: PromptTokens = { text: 0, media: [], textCharacters: 0 }
  for (const part of contents.flatMap((content) => content.parts ?? [])) {
    counted.text += partTokens(part)
    counted.textCharacters += part.text?.replace(/\s/g, '').length ?? 0
    const modality = modalityOf(part)
    if (modality === undefined || modality === 'TEXT') continue
    const known = counted.media.find((count) => count.modality === modality)
    if (known) known.tokenCount += MEDIA_TOKENS[modality]
    else counted.media.push({ modality, tokenCount: MEDIA_TOKENS[modality] })
  }
  return counted
}

/** Counts a whole prompt: contents, system instruction, tools. */
export function countPrompt(request: GenerateContentRequest, family: Family, backend: Backend): PromptTokens {
  const { contents, systemInstruction, tools = [] } = request
  const counted = countContents(systemInstruction ? [systemInstruction, ...contents] : contents)
  const declarations = tools.flatMap((tool) => tool.functionDeclarations ?? [])
  counted.text += promptOverhead(family, backend)
  for (const { description = '' } of declarations) counted.text += DECLARATION_TOKENS + countTextTokens(description)
  return counted
}

export function totalOf({ text, media }: PromptTokens): number {
  return text + sumOf(media)
}

const sumOf = (counts: readonly ModalityCount[]): number => counts.reduce((sum, { tokenCount }) => sum + tokenCount, 0)

export function promptDetails({ text, media }: PromptTokens): ModalityCount[] {
  return [{ modality: 'TEXT', tokenCount: text }, ...media]
}

/** What one answer, or the part of it streamed so far, has cost. */
export interface Spent {
  candidates: number
  thoughts: number
  serviceTier?: string | undefined
  /** What of the prompt came from a cache. */
  cached?: ModalityCount[] | undefined
  /** Tokens that tools of the service gave to the model: results of searches and of code. */
  toolUse?: number | undefined
  /** Images and sounds of the output; `candidates` includes them. */
  outputMedia?: readonly ModalityCount[] | undefined
}

/** Vertex AI's name for a tier of service. */
export function trafficType(serviceTier: string | undefined): string {
  const tier = serviceTier?.toUpperCase()
  return tier === 'PRIORITY' || tier === 'FLEX' ? `ON_DEMAND_${tier}` : 'ON_DEMAND'
}

/** `usageMetadata` in the way of the model's family and the backend. */
export function usageMetadata(prompt: PromptTokens, spent: Spent, model: Model, backend: Backend): UsageMetadata {
  const promptTokenCount = totalOf(prompt)
  const { candidates, thoughts, cached = [], toolUse = 0, outputMedia = [] } = spent
  const tellsOutputDetails = backend === 'vertex' || model.family === '2.0' || outputMedia.length > 0
  const outputText = candidates - sumOf(outputMedia)
  const outputDetails: ModalityCount[] = [
    ...(outputText > 0 ? [{ modality: 'TEXT' as const, tokenCount: outputText }] : []),
    ...outputMedia,
  ]
  return {
    promptTokenCount,
    ...(candidates > 0 && { candidatesTokenCount: candidates }),
    totalTokenCount: promptTokenCount + candidates + thoughts + toolUse,
    ...(cached.length > 0 && { cachedContentTokenCount: sumOf(cached) }),
    ...(backend === 'vertex' && { trafficType: trafficType(spent.serviceTier) }),
    promptTokensDetails: promptDetails(prompt),
    ...(cached.length > 0 && { cacheTokensDetails: cached }),
    ...(candidates > 0 && tellsOutputDetails && { candidatesTokensDetails: outputDetails }),
    ...(toolUse > 0 && {
      toolUsePromptTokenCount: toolUse,
      toolUsePromptTokensDetails: [{ modality: 'TEXT', tokenCount: toolUse }],
    }),
    ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
    ...(backend === 'gemini' && { serviceTier: spent.serviceTier?.toLowerCase() ?? 'standard' }),
    ...(backend === 'vertex' && { billablePromptUsage: { textCount: prompt.textCharacters } }),
  }
}
