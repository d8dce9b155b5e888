import { LOUPE, MLFLOW, type Attributes, type AttributeValue, type JsonText, type TraceFacts } from '@loupe-ai/model'
import { cutToCodePoints, requestPreview, responsePreview, stringifyAttributeJson } from '@loupe-ai/wire'
import { plainText } from './attribute-content.ts'

const MAX_KEY_LENGTH = 250
const MAX_VALUE_LENGTH = 8_000
const MAX_CLIENT_REQUEST_ID_LENGTH = 50
const MAX_PREVIEW_LENGTH = 1_000

/** Prefixes of resource attributes that are not about the traced program (mlflow-wire.md §5.2, step 8). */
const SILENT_RESOURCE_PREFIXES = ['telemetry.sdk.', 'mlflow.', 'loupe.']

/** Of a root: what its resource says becomes tags of the trace, and its payloads become previews. */
export interface RootSpan {
  readonly resource: Attributes
  readonly inputs?: JsonText
  readonly outputs?: JsonText
}

/**
 * What a span says about its trace as a whole. `metadataPrefixes` are other conventions' for what is ours under
 * `loupe.traceMetadata.`, which wins. `root` for a span without a parent; only roots make tags of resources.
 */
export function traceFactsOf(
  attributes: Attributes,
  metadataPrefixes: readonly string[] = [],
  root?: RootSpan,
): TraceFacts {
  const tags: Record<string, string> = {}
  const metadata: Record<string, string> = {}
  if (root !== undefined) putResourceTags(tags, root.resource)
  for (const prefix of metadataPrefixes) {
    for (const key of Object.keys(attributes)) {
      if (key.startsWith(prefix)) put(metadata, key.slice(prefix.length), attributes[key]!)
    }
  }
  for (const key of Object.keys(attributes)) {
    if (key.startsWith(MLFLOW.traceTagPrefix)) put(tags, key.slice(MLFLOW.traceTagPrefix.length), attributes[key]!)
    else if (key.startsWith(LOUPE.traceMetadataPrefix)) {
      put(metadata, key.slice(LOUPE.traceMetadataPrefix.length), attributes[key]!)
    }
  }
  const clientRequestId = shortText(attributes[LOUPE.clientRequestId], MAX_CLIENT_REQUEST_ID_LENGTH)
  const request =
    shortText(attributes[LOUPE.requestPreview], MAX_PREVIEW_LENGTH) ?? (root?.inputs && requestPreview(root.inputs))
  const response =
    shortText(attributes[LOUPE.responsePreview], MAX_PREVIEW_LENGTH) ?? (root?.outputs && responsePreview(root.outputs))
  const saysNothing = clientRequestId === undefined && request === undefined && response === undefined
  if (saysNothing && isEmpty(tags) && isEmpty(metadata)) return NO_FACTS
  return { tags, metadata, clientRequestId, requestPreview: request, responsePreview: response }
}

/** Of most spans, which wait for their commit together: one for all. */
const NO_FACTS: TraceFacts = Object.freeze({ tags: Object.freeze({}), metadata: Object.freeze({}) })

function isEmpty(record: object): boolean {
  for (const _ in record) return false
  return true
}

function putResourceTags(tags: Record<string, string>, resource: Attributes): void {
  for (const key of Object.keys(resource)) {
    if (!SILENT_RESOURCE_PREFIXES.some((prefix) => key.startsWith(prefix))) put(tags, key, resource[key]!)
  }
}

/** Keys that MLflow would not take are left out, values are cut. */
function put(record: Record<string, string>, key: string, value: AttributeValue): void {
  if (!isValidKey(key)) return
  record[key] = (typeof value === 'string' ? value : stringifyAttributeJson(value)).slice(0, MAX_VALUE_LENGTH)
}

const isValidKey = (key: string): boolean =>
  key.length > 0 && key.length <= MAX_KEY_LENGTH && /^[/\p{L}\p{N}_.\- :]+$/u.test(key) && key !== '__proto__'

const shortText = (value: AttributeValue | undefined, maxLength: number): string | undefined => {
  const text = plainText(value)
  return text === undefined ? undefined : cutToCodePoints(text, maxLength)
}
