import type { Attributes } from '@loupe-ai/model'
import { writeEncodedSpans } from '@loupe-ai/wire'

import { SDK_NAME, SDK_VERSION } from '../version.ts'

export interface SpanToSend {
  /** A Span message of OTLP in protobuf. */
  readonly bytes: Uint8Array
  readonly resource: Attributes
}

/** An ExportTraceServiceRequest in protobuf; spans of the same resource object share one resource. */
export function encodeSpans(spans: readonly SpanToSend[]): Uint8Array<ArrayBuffer> {
  const scope = { name: SDK_NAME, version: SDK_VERSION }
  const groups = new Map<Attributes, Uint8Array[]>()
  for (const { bytes, resource } of spans) {
    const members = groups.get(resource)
    if (members === undefined) groups.set(resource, [bytes])
    else members.push(bytes)
  }
  return writeEncodedSpans(Array.from(groups, ([resource, members]) => ({ resource, scope, spans: members })))
}
