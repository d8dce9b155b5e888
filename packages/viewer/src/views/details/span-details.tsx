import { EXCEPTION, type SpanId } from '@loupe-ai/model'
import { useRef, type ReactNode, type RefObject } from 'react'
import { formatCost } from '../../format/cost.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatCount } from '../../format/number.ts'
import { Button } from '../../kit/button.tsx'
import { Chip } from '../../kit/chip.tsx'
import { CopyButton } from '../../kit/copy-button.tsx'
import { Fact, Facts } from '../../kit/fact.tsx'
import { Icon } from '../../kit/icons.tsx'
import { Tabs, type TabItem } from '../../kit/tabs.tsx'
import { costOfSpan, costSum } from '../../logic/cost.ts'
import { callFacts } from '../../logic/call-facts.ts'
import type { ToolRuns } from '../../logic/conversation/tool-runs.ts'
import { tokenSum } from '../../logic/token-sum.ts'
import type { TraceRow, TraceView } from '../../logic/trace-view.ts'
import type { ViewerTab } from '../../logic/viewer-state.ts'
import { TypeBadge } from '../type-badge.tsx'
import { AttributesTab } from './attributes-tab.tsx'
import { ConversationTab } from './conversation-tab.tsx'
import { EventsTab } from './events-tab.tsx'
import { IoTab } from './io-tab.tsx'
import { useFoundHighlight } from './use-found-highlight.ts'
import './sections.css'
import './span-details.css'

export interface SpanDetailsProps {
  readonly view: TraceView
  readonly row: TraceRow
  readonly tab: ViewerTab
  readonly toolRuns: ToolRuns
  /** Words to light up in what is shown. */
  readonly search: string
  readonly onTab: (tab: ViewerTab) => void
  readonly onOpenSpan: (spanId: SpanId) => void
  /** How to get back to the tree, where the details lie over it. */
  readonly onClose?: () => void
  readonly panel: RefObject<HTMLDivElement | null>
}

export function SpanDetails(props: SpanDetailsProps) {
  const { view, row, tab, toolRuns, search, onTab, onOpenSpan, onClose, panel } = props
  const { span } = row
  const facts = callFacts(span)
  return (
    <section className="lp-details" aria-label="Chosen span">
      <header className="lp-details__head">
        <div className="lp-details__line">
          {onClose !== undefined && (
            <Button look="quiet" square aria-label="Back to the tree" onClick={onClose}>
              <Icon name="chevronLeft" />
            </Button>
          )}
          <TypeBadge look={row.look} />
          <h2 className="lp-details__name" title={span.name}>
            {row.label}
          </h2>
          {row.state === 'error' && (
            <Chip tone="error" dot>
              Error
            </Chip>
          )}
          {row.interrupted && <Chip tone="warn">Interrupted</Chip>}
          {row.state === 'running' && (
            <Chip tone="run" dot>
              Running
            </Chip>
          )}
          {span.model !== undefined && <span className="lp-details__model lp-cut">{span.model}</span>}
          <span className="lp-grow" />
          {row.cost !== undefined && (
            <span className="lp-details__number" title={costSum(costOfSpan(span)) ?? 'Of all the calls below'}>
              {formatCost(row.cost)}
            </span>
          )}
          {row.tokens !== undefined && (
            <span className="lp-details__number" title={tokenSum(span.usage) ?? 'Of all the calls below'}>
              {formatCount(row.tokens)} <span className="lp-faint">tokens</span>
            </span>
          )}
          {row.durationMillis !== undefined && (
            <span className="lp-details__number">{formatDuration(row.durationMillis)}</span>
          )}
          <CopyButton text={span.spanId} label={`Copy span id ${span.spanId}`} />
        </div>
        <Tabs label="Details" items={tabsOf(row)} active={tab} onSelect={onTab} idPrefix="lp-details" />
      </header>
      <div
        className="lp-details__panel lp-scroll"
        id="lp-details-panel"
        role="tabpanel"
        aria-labelledby={`lp-details-tab-${tab}`}
        tabIndex={0}
        ref={panel}
        key={`${span.spanId} ${tab}`}
      >
        <Highlighted search={search}>
          {tab === 'conversation' && (
            <ConversationTab view={view} row={row} toolRuns={toolRuns} onOpenSpan={onOpenSpan} />
          )}
          {tab === 'io' && <IoTab span={span} search={search} />}
          {tab === 'attributes' && <AttributesTab span={span} />}
          {tab === 'events' && <EventsTab span={span} />}
        </Highlighted>
      </div>
      {facts.length > 0 && (
        <footer className="lp-details__foot">
          <Facts>
            {facts.map((fact) => (
              <Fact key={fact.label} label={fact.label} title={fact.title}>
                {fact.value}
              </Fact>
            ))}
          </Facts>
        </footer>
      )}
    </section>
  )
}

function Highlighted({ search, children }: { readonly search: string; readonly children: ReactNode }) {
  const content = useRef<HTMLDivElement>(null)
  useFoundHighlight(content, search)
  return <div ref={content}>{children}</div>
}

function tabsOf({ span }: TraceRow): TabItem<ViewerTab>[] {
  const attributes = Object.keys(span.attributes).length
  const events = span.events.length
  return [
    { id: 'conversation', label: 'Conversation' },
    { id: 'io', label: 'Inputs & outputs' },
    { id: 'attributes', label: 'Attributes', note: attributes > 0 ? formatCount(attributes) : undefined },
    {
      id: 'events',
      label: 'Events',
      note: events > 0 ? formatCount(events) : undefined,
      alarm: span.events.some((event) => event.name === EXCEPTION.event),
    },
  ]
}
