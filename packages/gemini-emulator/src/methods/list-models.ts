import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { modelBody, MODELS } from '../models.ts'
import type { Model, ModelBody } from '../models.ts'
import type { Backend } from '../routes.ts'

/** One page of models. The last page has no token. */
export interface ListModelsBody {
  models?: ModelBody[]
  publisherModels?: PublisherModelBody[]
  nextPageToken?: string
}

/** A model as Vertex AI shows it. */
export interface PublisherModelBody {
  name: string
  versionId: string
  launchStage: string
  publisherModelTemplate: string
}

const DEFAULT_PAGE = 50
const LARGEST_PAGE = 1000

/** models.list, in pages of `pageSize` (default 50). A page token is the base64 of the next model's name. */
export function listModels(query: URLSearchParams, backend: Backend): ListModelsBody | ApiFailure {
  const sizeText = query.get('pageSize') ?? query.get('page_size')
  const size = sizeText === null || sizeText === '' ? DEFAULT_PAGE : Number(sizeText)
  if (!Number.isInteger(size) || size < 0)
    return invalidArgument(`Invalid value at 'page_size' (TYPE_INT32), "${sizeText}"`)
  const token = query.get('pageToken') ?? query.get('page_token') ?? ''
  const start = token === '' ? 0 : MODELS.findIndex((model) => pageToken(model) === token)
  if (start < 0) return invalidArgument('Page token is not valid.')

  const end = start + Math.min(size === 0 ? DEFAULT_PAGE : size, LARGEST_PAGE)
  const page = MODELS.slice(start, end)
  const next = MODELS[end]
  return {
    ...(backend === 'gemini' ? { models: page.map(modelBody) } : { publisherModels: page.map(publisherModelBody) }),
    ...(next && { nextPageToken: pageToken(next) }),
  }
}

/** models.get. */
export function getModel(model: Model, backend: Backend): ModelBody | PublisherModelBody {
  return backend === 'gemini' ? modelBody(model) : publisherModelBody(model)
}

function publisherModelBody({ id }: Model): PublisherModelBody {
  return {
    name: `publishers/google/models/${id}`,
    versionId: 'default',
    launchStage: id.includes('preview') ? 'PUBLIC_PREVIEW' : 'GA',
    publisherModelTemplate: `projects/{user-project}/locations/{location}/publishers/google/models/${id}`,
  }
}

const pageToken = ({ id }: Model): string => Buffer.from(`models/${id}`).toString('base64url')
