import type { SpanId } from '@loupe-ai/model'
import { useMemo } from 'react'
import { formatCount } from '../../format/number.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { readSpan, type Reading } from '../../logic/conversation/read-span.ts'
import { withToolRuns, type ToolRuns } from '../../logic/conversation/tool-runs.ts'
import { transcriptBelow } from '../../logic/conversation/transcript.ts'
import { failuresOf } from '../../logic/error-text.ts'
import type { TraceRow, TraceView } from '../../logic/trace-view.ts'
import { hasChildren } from '../../logic/visible-rows.ts'
import { Messages } from '../conversation/messages.tsx'
import { PartView } from '../conversation/part-view.tsx'
import { ToolCard } from '../conversation/tool-card.tsx'
import { EmbeddingView } from './embedding-view.tsx'
import { ErrorCard } from './error-card.tsx'

export interface ConversationTabProps {
  readonly view: TraceView
  readonly row: TraceRow
  readonly toolRuns: ToolRuns
  readonly onOpenSpan: (spanId: SpanId) => void
}

/** What a span is about, as reading matter. A failed one says first what went wrong. */
export function ConversationTab({ view, row, toolRuns, onOpenSpan }: ConversationTabProps) {
  const reading = useMemo(() => readSpan(row.span), [row.span])
  const failures = useMemo(() => failuresOf(row.span), [row.span])
  return (
    <div className="lp-talk">
      {failures.map((failure, index) => (
        <ErrorCard key={index} failure={failure} />
      ))}
      <Read reading={reading} view={view} row={row} toolRuns={toolRuns} onOpenSpan={onOpenSpan} />
    </div>
  )
}

function Read({ reading, ...rest }: ConversationTabProps & { readonly reading: Reading }) {
  const { row, toolRuns, onOpenSpan } = rest
  switch (reading.kind) {
    case 'chat':
      return (
        <Messages messages={withToolRuns(reading.messages, toolRuns)} news={reading.news} onOpenSpan={onOpenSpan} />
      )
    case 'tool':
      return (
        <div className="lp-talk__card">
          <ToolCard tool={{ ...reading.tool, durationMillis: row.durationMillis }} />
        </div>
      )
    case 'embedding':
      return <EmbeddingView texts={reading.texts} vectors={reading.vectors} />
    case 'values':
      return (
        <>
          {reading.input !== undefined && <Value role="input" value={reading.input} />}
          {reading.output !== undefined && <Value role="output" value={reading.output} />}
        </>
      )
    case 'empty':
      return <Below {...rest} />
  }
}

type ValueOf = Extract<Reading, { kind: 'values' }>['input'] & {}

const Value = ({ role, value }: { readonly role: 'input' | 'output'; readonly value: ValueOf | null }) => (
  <article className="lp-msg" aria-label={role}>
    <span className="lp-msg__role">{role}</span>
    <div className="lp-msg__parts">
      <PartView
        role={role}
        part={typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'data', label: role, value }}
      />
    </div>
  </article>
)

/** A span that said nothing itself shows what was said below it. */
function Below({ view, row, toolRuns, onOpenSpan }: ConversationTabProps) {
  const transcript = useMemo(() => transcriptBelow(view, row), [view, row])
  if (transcript !== undefined) {
    return (
      <>
        <Messages messages={withToolRuns(transcript.messages, toolRuns)} onOpenSpan={onOpenSpan} />
        {transcript.leftOut > 0 && (
          <p className="lp-faint">
            {formatCount(transcript.leftOut)} later calls are not shown here; they are in the tree.
          </p>
        )}
      </>
    )
  }
  if (row.state === 'error') return undefined
  return (
    <EmptyState title={row.state === 'running' ? 'Nothing was said yet' : 'Nothing was recorded here'}>
      {hasChildren(row)
        ? 'This span has no inputs and outputs of its own. What it did is in the spans below it.'
        : 'This span has no inputs and outputs. Set them with span.setInputs() and span.setOutputs().'}
    </EmptyState>
  )
}
