import { type SpanEvent, type TraceEdit, unixNanos } from '@loupe-ai/model'
import { attributesFromJson, attributesToJson } from '../otlp/any-value-json.ts'
import { OtlpJsonError } from '../otlp/json-fields.ts'
import { reasonOf } from '../otlp/read-json.ts'

/** An edit as a value that JSON can hold: the event of a span as OTLP writes it, everything else as it is. */
export function exportedEdit(edit: TraceEdit): object {
  if (edit.kind !== 'add-span-event') return edit
  const { name, timeNanos, attributes } = edit.event
  return {
    ...edit,
    event: { name, timeUnixNano: String(timeNanos), attributes: attributesToJson(attributes) },
  }
}

export type ExportedEventResult =
  | { readonly ok: true; readonly event: SpanEvent }
  | { readonly ok: false; readonly reason: string }

/** Reads the event of an edit that `exportedEdit` gave. Never throws. */
export function readExportedEvent(said: {
  readonly name: string
  /** Digits. */
  readonly timeUnixNano: string
  readonly attributes: unknown
}): ExportedEventResult {
  try {
    const attributes = attributesFromJson(said.attributes, 'attributes')
    return { ok: true, event: { name: said.name, timeNanos: unixNanos(BigInt(said.timeUnixNano)), attributes } }
  } catch (error) {
    if (error instanceof OtlpJsonError) return { ok: false, reason: reasonOf(error) }
    throw error
  }
}
