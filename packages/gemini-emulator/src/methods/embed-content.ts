import { embedText } from '../embeddings/embed-text.ts'
import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { Model } from '../models.ts'
import { textOf } from '../answer/conversation.ts'
import type { EmbedContentRequest } from '../request/generate-request.ts'
import { readMessage } from '../request/read-message.ts'
import { BATCH_EMBED_CONTENTS, EMBED_CONTENT, PREDICT } from '../request/request-fields.ts'
import { countTextTokens } from '../tokens.ts'
import type { MethodCall } from './method-call.ts'

interface Embedding {
  values: number[]
}

/** models.batchEmbedContents. */
export interface BatchEmbedContentsBody {
  embeddings: Embedding[]
  usageMetadata: { promptTokenCount: number; totalTokenCount: number }
}

/** models.embedContent; Vertex AI tells usage too. */
export interface EmbedContentBody {
  embedding: Embedding
  usageMetadata?: { promptTokenCount: number; totalTokenCount: number }
  truncated?: boolean
}

/** Vertex AI's `:predict` of a text embedding model. */
export interface PredictBody {
  predictions: { embeddings: Embedding & { statistics: { token_count: number; truncated: boolean } } }[]
  metadata: { billableCharacterCount: number }
}

const BATCH_LIMIT = 100

/** models.batchEmbedContents: one vector for each request. */
export function batchEmbedContents({ body, model }: MethodCall): BatchEmbedContentsBody | ApiFailure {
  const batch = readMessage<{ requests?: EmbedContentRequest[] }>(body, BATCH_EMBED_CONTENTS)
  if (isFailure(batch)) return batch
  const requests = batch.requests ?? []
  if (requests.length === 0) return invalidArgument('* BatchEmbedContentsRequest.requests: requests is not specified\n')
  if (requests.length > BATCH_LIMIT) {
    return invalidArgument(
      `* BatchEmbedContentsRequest.requests: at most ${BATCH_LIMIT} requests can be in one batch\n`,
    )
  }
  const embeddings: Embedding[] = []
  let tokens = 0
  for (const [index, request] of requests.entries()) {
    const failure = checkEmbed(request, model, `BatchEmbedContentsRequest.requests[${index}]`)
    if (failure) return failure
    embeddings.push(embed(request, model))
    tokens += countTextTokens(textOf(request.content))
  }
  return { embeddings, usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens } }
}

/** models.embedContent: one vector. */
export function embedContent({ body, model, backend }: MethodCall): EmbedContentBody | ApiFailure {
  const request = readMessage<EmbedContentRequest>(body, EMBED_CONTENT)
  if (isFailure(request)) return request
  const failure = checkEmbed(request, model, 'EmbedContentRequest')
  if (failure) return failure
  const tokens = countTextTokens(textOf(request.content))
  const usage = { usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens }, truncated: false }
  return { embedding: embed(request, model), ...(backend === 'vertex' && usage) }
}

/** `:predict` on Vertex AI. */
export function predictEmbeddings({ body, model }: MethodCall): PredictBody | ApiFailure {
  type Predict = {
    instances?: { content?: string; taskType?: string; title?: string }[]
    parameters?: { outputDimensionality?: number }
  }
  const request = readMessage<Predict>(body, PREDICT)
  if (isFailure(request)) return request
  const instances = request.instances ?? []
  if (instances.length === 0) return invalidArgument('The instances field must not be empty.')
  const { outputDimensionality } = request.parameters ?? {}
  const requests = instances.map(({ content = '', ...rest }): EmbedContentRequest => ({
    ...rest,
    content: { parts: [{ text: content }] },
    ...(outputDimensionality !== undefined && { outputDimensionality }),
  }))
  for (const request of requests) {
    const failure = checkEmbed(request, model, 'PredictRequest')
    if (failure) return failure
  }
  return {
    predictions: requests.map((request) => ({
      embeddings: {
        ...embed(request, model),
        statistics: { token_count: countTextTokens(textOf(request.content)), truncated: false },
      },
    })),
    metadata: {
      billableCharacterCount: requests.reduce((sum, { content }) => sum + textOf(content).replace(/\s/g, '').length, 0),
    },
  }
}

function checkEmbed(
  { content, outputDimensionality, title, taskType }: EmbedContentRequest,
  model: Model,
  path: string,
) {
  if (!content?.parts || content.parts.length === 0)
    return invalidArgument(`* ${path}.content: content is not specified\n`)
  const largest = model.dimensions ?? 0
  if (outputDimensionality !== undefined && (outputDimensionality < 1 || outputDimensionality > largest)) {
    return invalidArgument(
      `* ${path}.output_dimensionality: output_dimensionality must be in the range [1, ${largest}].\n`,
    )
  }
  if (title !== undefined && taskType !== undefined && taskType !== 'RETRIEVAL_DOCUMENT') {
    return invalidArgument(`* ${path}.title: title is only allowed when task_type is RETRIEVAL_DOCUMENT.\n`)
  }
  return undefined
}

function embed({ content, title, outputDimensionality }: EmbedContentRequest, model: Model): Embedding {
  const text = [title, textOf(content)].filter((piece) => piece !== undefined).join('\n')
  return { values: embedText(text, model.id, outputDimensionality ?? model.dimensions!) }
}
