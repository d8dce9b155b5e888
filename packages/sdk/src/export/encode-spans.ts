import type { Attributes } from '@loupe-ai/model'
import { writeTraceRequest, type OtlpSpan } from '@loupe-ai/wire'

import { SDK_NAME, SDK_VERSION } from '../version.ts'

export interface SpanToSend {
  readonly span: OtlpSpan
  readonly resource: Attributes
}

/** An ExportTraceServiceRequest in protobuf; spans of the same resource object share one resource. */
export function encodeSpans(spans: readonly SpanToSend[]): Uint8Array<ArrayBuffer> {
  const scope = { name: SDK_NAME, version: SDK_VERSION }
  const groups = new Map<Attributes, OtlpSpan[]>()
  for (const { span, resource } of spans) {
    const members = groups.get(resource)
    if (members === undefined) groups.set(resource, [span])
    else members.push(span)
  }
  return writeTraceRequest({
    resourceSpans: Array.from(groups, ([resource, members]) => ({
      resource,
      scopeSpans: [{ scope, spans: members }],
    })),
  })
}
