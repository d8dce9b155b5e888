import { EXCEPTION, millisBetween, type Span, type SpanEvent } from '@loupe-ai/model'
import { formatDuration } from '../../format/duration.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { JsonTree } from '../../kit/json-tree.tsx'
import type { JsonValue } from '../../kit/json-value.ts'
import { failuresOf } from '../../logic/error-text.ts'
import { jsonOfAttribute } from '../../logic/json-of.ts'
import { ErrorCard } from './error-card.tsx'

/** What happened at points within a span; exceptions as errors. */
export function EventsTab({ span }: { readonly span: Span }) {
  if (span.events.length === 0) {
    return (
      <EmptyState title="No events">
        Exceptions and whatever else happened at one moment of this span would be here.
      </EmptyState>
    )
  }
  return (
    <ol className="lp-events">
      {span.events.map((event, index) => (
        <li className="lp-events__item" key={index}>
          <span className="lp-events__time" title="Since the span began">
            {formatDuration(millisBetween(span.startNanos, event.timeNanos))}
          </span>
          <Event span={span} event={event} />
        </li>
      ))}
    </ol>
  )
}

function Event({ span, event }: { readonly span: Span; readonly event: SpanEvent }) {
  if (event.name === EXCEPTION.event) {
    const [failure] = failuresOf({ ...span, events: [event] })
    if (failure !== undefined) return <ErrorCard failure={failure} />
  }
  const attributes = Object.entries(event.attributes).map(([key, value]): [string, JsonValue] => [
    key,
    jsonOfAttribute(value),
  ])
  return (
    <div className="lp-events__body">
      <b>{event.name}</b>
      {attributes.length > 0 && (
        <div className="lp-section__box">
          <JsonTree value={Object.fromEntries(attributes)} label={event.name} bare />
        </div>
      )}
    </div>
  )
}
