import type { Attributes, AttributeValue } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'

const FRAME_BYTES = 96
const ENTRY_BYTES = 8

/** About how much memory a span takes in a queue and on the way. Texts count their UTF-16 units: quick, and near enough. */
export function spanBytes(span: OtlpSpan): number {
  let bytes = FRAME_BYTES + span.name.length + span.status.message.length + attributesBytes(span.attributes)
  for (const event of span.events) bytes += FRAME_BYTES + event.name.length + attributesBytes(event.attributes)
  for (const link of span.links) bytes += FRAME_BYTES + attributesBytes(link.attributes)
  return bytes
}

function attributesBytes(attributes: Attributes): number {
  let bytes = 0
  for (const key in attributes) bytes += key.length + valueBytes(attributes[key]!)
  return bytes
}

function valueBytes(value: AttributeValue): number {
  if (typeof value === 'string') return ENTRY_BYTES + value.length
  if (typeof value !== 'object' || value === null) return ENTRY_BYTES
  if (value instanceof Uint8Array) return ENTRY_BYTES + value.byteLength
  let bytes = ENTRY_BYTES
  for (const item of Object.values(value)) bytes += valueBytes(item)
  return bytes
}
