import type { Attributes } from '@loupe-ai/model'
import { writeTraceRequest } from '@loupe-ai/wire'

/**
 * What goes before spans that are already encoded, so that both together are an ExportTraceServiceRequest of one resource
 * and one scope. `spanBytes`: the length of the spans.
 */
export function otlpEnvelope(resource: Attributes): (spanBytes: number) => Buffer {
  const resourceField = contentOf(writeTraceRequest({ resourceSpans: [{ resource, scopeSpans: [] }] }))
  const scope = { name: '@loupe-ai/sdk', version: '0.1.0' }
  const scopeField = contentOf(
    contentOf(writeTraceRequest({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope, spans: [] }] }] })).subarray(2),
  )
  return (spanBytes) => {
    const inner = [...tagAndLength(0x12, scopeField.length + spanBytes)]
    const outer = tagAndLength(0x0a, resourceField.length + inner.length + scopeField.length + spanBytes)
    return Buffer.from([...outer, ...resourceField, ...inner, ...scopeField])
  }
}

/** A field's bytes without its tag and its length, which are two or three bytes here. */
const contentOf = (field: Uint8Array): Uint8Array => field.subarray(field[1]! < 0x80 ? 2 : 3)

function tagAndLength(tag: number, length: number): number[] {
  const bytes = [tag]
  let rest = length
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return bytes
}
