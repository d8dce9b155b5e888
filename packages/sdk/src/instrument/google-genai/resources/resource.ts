import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import type { ContentReader } from '../content-readers.ts'
import { isObject, objectAt, textAt } from '../loose.ts'
import type { Loose } from '../loose.ts'
import { modelName, recordedConfig } from '../read-request.ts'
import { recordable } from '../recordable.ts'
import { rpcFailure } from './rpc-failure.ts'

/** How a thing that the service keeps is read: by name, as it was sent and as it came, but for secrets and bytes. */
export const resource = (special: Partial<ContentReader> = {}): ContentReader => ({
  inputs: ([params]) => snapshotParams(params),
  inputAttributes: ([params]) => nameAttributes(params),
  outputs: (response) => (response === undefined ? undefined : recordable(response)),
  attributes: nameAttributes,
  failure: (thing) => (hasFailed(thing) ? rpcFailure(objectAt(thing, 'error')) : undefined),
  ...special,
})

/** A file, a job: looking at it goes well, but what was wanted of it did not come. */
const hasFailed = (thing: unknown): boolean => /(?:^|_)FAILED$/.test(textAt(thing, 'state') ?? '')

/** Parameters without what is no content or secret. `auth` of `registerFiles` holds credentials. */
function snapshotParams(params: unknown): unknown {
  if (!isObject(params)) return params === undefined ? undefined : recordable(params)
  const { config, auth: _, ...rest } = params
  const snapshot = recordedConfig(config)
  return { ...(recordable(rest) as Loose), ...(snapshot !== undefined && { config: snapshot }) }
}

/** Name, state and model: of what a method is asked for and of what it answers alike. */
export function nameAttributes(thing: unknown): AttributeBag {
  const model = modelName(textAt(thing, 'model'))
  return {
    [GEMINI.resourceName]: textAt(thing, 'name'),
    [GEMINI.resourceState]: textAt(thing, 'state'),
    [GEN_AI.requestModel]: model,
    [MLFLOW.model]: model,
  }
}
