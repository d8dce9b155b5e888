import type { Attributes, Span } from '@loupe-ai/model'
import { useState } from 'react'
import { formatDateTime } from '../../format/time.ts'
import { CopyButton } from '../../kit/copy-button.tsx'
import { Found } from '../../kit/found.tsx'
import { Icon } from '../../kit/icons.tsx'
import { JsonTree } from '../../kit/json-tree.tsx'
import { isBranch } from '../../kit/json-rows.ts'
import { writeJson, type JsonValue } from '../../kit/json-value.ts'
import { jsonOfAttribute } from '../../logic/json-of.ts'
import { CutText } from '../conversation/cut-text.tsx'

type Line = readonly [key: string, value: JsonValue]

/** Everything else that the sender said of a span, and where it came from. */
export function AttributesTab({ span }: { readonly span: Span }) {
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const groups = groupsOf(span).map(({ title, lines }) => ({
    title,
    lines: lines.filter(([key, value]) => wanted === '' || `${key} ${textOf(value)}`.toLowerCase().includes(wanted)),
  }))
  const shown = groups.filter((group) => group.lines.length > 0)
  return (
    <div className="lp-sections">
      <label className="lp-filter">
        <Icon name="search" size={12} />
        <input
          value={query}
          placeholder="Filter attributes"
          aria-label="Filter attributes"
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      {shown.map(({ title, lines }) => (
        <section className="lp-section" key={title} aria-label={title}>
          <h3 className="lp-section__title">
            {title} <span className="lp-faint">{lines.length}</span>
          </h3>
          <dl className="lp-attrs">
            {lines.map(([key, value]) => (
              <AttributeLine key={key} name={key} value={value} query={query.trim()} />
            ))}
          </dl>
        </section>
      ))}
      {shown.length === 0 && <p className="lp-section__none">Nothing matches “{query}”.</p>}
    </div>
  )
}

function AttributeLine({
  name,
  value,
  query,
}: {
  readonly name: string
  readonly value: JsonValue
  readonly query: string
}) {
  return (
    <div className="lp-attrs__line">
      <dt>
        <Found text={name} query={query} />
      </dt>
      <dd>
        {isBranch(value) && !isShortList(value) ? (
          <JsonTree value={value} label={name} bare maxHeight={300} />
        ) : (
          <CutText text={textOf(value)} characters={600}>
            {(shown) => <Found text={shown} query={query} />}
          </CutText>
        )}
        <span className="lp-attrs__copy">
          <CopyButton text={() => textOf(value)} label={`Copy ${name}`} />
        </span>
      </dd>
    </div>
  )
}

const isShortList = (value: JsonValue): value is readonly JsonValue[] =>
  Array.isArray(value) && value.length <= 12 && !value.some(isBranch)

const textOf = (value: JsonValue): string =>
  typeof value === 'string' ? value : isShortList(value) ? value.join(', ') : writeJson(value)

const linesOf = (attributes: Attributes): Line[] =>
  Object.entries(attributes)
    .map(([key, value]): Line => [key, jsonOfAttribute(value)])
    .sort(([left], [right]) => (left < right ? -1 : 1))

function groupsOf(span: Span): { title: string; lines: Line[] }[] {
  const own: [string, JsonValue | undefined][] = [
    ['span id', span.spanId],
    ['parent id', span.parentId],
    ['trace id', span.traceId],
    ['type', span.type],
    ['kind', span.kind === 'UNSPECIFIED' ? undefined : span.kind],
    ['status', span.status.message === undefined ? span.status.code : `${span.status.code}: ${span.status.message}`],
    ['started', formatDateTime(Number(span.startNanos / 1_000_000n))],
    ['ended', span.endNanos === undefined ? undefined : formatDateTime(Number(span.endNanos / 1_000_000n))],
    ['scope', [span.scope.name, span.scope.version].filter(Boolean).join(' ') || undefined],
    ['trace state', span.traceState],
  ]
  return [
    { title: 'Attributes', lines: linesOf(span.attributes) },
    { title: 'Span', lines: own.filter((line): line is [string, JsonValue] => line[1] !== undefined) },
    { title: 'Resource', lines: linesOf(span.resource) },
    ...span.links.map((link, index) => ({
      title: span.links.length === 1 ? 'Link' : `Link ${index + 1}`,
      lines: [['trace id', link.otelTraceId], ['span id', link.spanId], ...linesOf(link.attributes)] as Line[],
    })),
  ]
}
