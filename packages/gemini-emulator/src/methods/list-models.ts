import type { ApiFailure } from '../error-body.ts'
import { modelBody, MODELS } from '../models.ts'
import type { Model, ModelBody } from '../models.ts'
import { pageBody, pageOf } from '../resources/page-of.ts'
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

/** models.list, in pages of `pageSize` (default 50). A page token is the base64 of the next model's name. */
export function listModels(query: URLSearchParams, backend: Backend): ListModelsBody | ApiFailure {
  const page = pageOf(MODELS, ({ id }) => `models/${id}`, query, { usual: 50, largest: 1000 })
  return backend === 'gemini'
    ? pageBody(page, 'models', modelBody)
    : pageBody(page, 'publisherModels', publisherModelBody)
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
