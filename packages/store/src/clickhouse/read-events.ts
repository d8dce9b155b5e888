import { payloadOfEvents, type Span, type TraceId } from '@loupe-ai/model'
import type { Engine } from './engine.ts'
import { type AddedEvent, eventOfRow, inOrder } from './summary/event-rows.ts'

interface EventRow {
  readonly key: string
  readonly field: string
  readonly value: string
}

interface ReadEvent {
  readonly edit: AddedEvent
  readonly digest: string
}

const EVENTS_AT_ONCE = 200

const NEXT = `
  SELECT key, field, value FROM trace_edits FINAL
  WHERE trace_id = {id:String} AND kind = 'event-content' AND (key, field) > ({key:String}, {field:String})
  ORDER BY key, field
  LIMIT {limit:UInt64}`

/** The events of a trace that came apart from its spans, some at a time, those of one span after each other. */
export async function* readEvents(engine: Engine, id: TraceId): AsyncIterable<ReadEvent[]> {
  for (let last: EventRow | undefined; ;) {
    const after = { key: last?.key ?? '', field: last?.field ?? '' }
    const rows: EventRow[] = await engine.rows<EventRow>(NEXT, { id, ...after, limit: EVENTS_AT_ONCE })
    if (rows.length > 0) yield rows.map((row) => ({ edit: eventOfRow(row), digest: row.field }))
    if (rows.length < EVENTS_AT_ONCE) return
    last = rows.at(-1)
  }
}

/** Spans with their events, and with what these say where the span itself says nothing. */
export async function withEvents(engine: Engine, id: TraceId, spans: readonly Span[]): Promise<Span[]> {
  const events: ReadEvent[] = []
  for await (const some of readEvents(engine, id)) events.push(...some)
  const bySpan = Map.groupBy(events, ({ edit }) => edit.spanId)
  return spans.map((span) => {
    const added = bySpan
      .get(span.spanId)
      ?.toSorted((left, right) =>
        inOrder(left.edit.event.timeNanos, left.digest, right.edit.event.timeNanos, right.digest),
      )
    if (added === undefined) return span
    const contents = added.flatMap(({ edit }) => edit.content ?? [])
    return {
      ...span,
      inputs: span.inputs ?? payloadOfEvents(contents, 'inputs'),
      outputs: span.outputs ?? payloadOfEvents(contents, 'outputs'),
      events: [...span.events, ...added.map(({ edit }) => edit.event)],
    }
  })
}
