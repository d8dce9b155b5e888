import { LOUPE, MLFLOW, type Attributes, type AttributeValue } from '@loupe-ai/model'
import { encodeSpan, parseAttributeJson, writeEncodedSpans } from '@loupe-ai/wire'

import { SDK_NAME, SDK_VERSION } from '../../version.ts'
import type { DecodedSpan } from './trace-batch.ts'

/** An OTLP request as MLflow's server reads it best: what only Loupe understands is left out. */
export function spansBody(spans: readonly DecodedSpan[]): Uint8Array<ArrayBuffer> {
  const scope = { name: SDK_NAME, version: SDK_VERSION }
  const groups = new Map<Attributes, Uint8Array[]>()
  for (const { span, resource } of spans) {
    const bytes = encodeSpan({ ...span, attributes: attributesFor(span.attributes) })
    const members = groups.get(resource)
    if (members === undefined) groups.set(resource, [bytes])
    else members.push(bytes)
  }
  return writeEncodedSpans(
    Array.from(groups, ([resource, members]) => ({ resource: withoutLoupe(resource), scope, spans: members })),
  )
}

const PAYLOADS: ReadonlySet<string> = new Set([MLFLOW.spanInputs, MLFLOW.spanOutputs])
/** Said of the trace as a whole: it goes into the trace's info. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  LOUPE.clientRequestId,
  LOUPE.requestPreview,
  LOUPE.responsePreview,
])

const attributesFor = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([key]) => !TOLD_ELSEWHERE.has(key) && !key.startsWith(LOUPE.traceMetadataPrefix))
      .map(([key, value]) => [key, PAYLOADS.has(key) ? payloadFor(value) : value]),
  )

/** The server reads texts of strings, lists and objects as JSON, but not those of numbers and booleans: these go as such. */
function payloadFor(value: AttributeValue): AttributeValue {
  if (typeof value !== 'string' || !/^\s*[-\dtfn]/.test(value)) return value
  try {
    return parseAttributeJson(value)
  } catch {
    return value
  }
}

/** The server makes tags of what it does not know. */
const withoutLoupe = (resource: Attributes): Attributes =>
  Object.fromEntries(Object.entries(resource).filter(([key]) => !key.startsWith('loupe.')))
