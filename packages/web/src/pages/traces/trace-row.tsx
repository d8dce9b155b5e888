import {
  costOfTrace,
  costSum,
  formatAgo,
  formatClock,
  formatCost,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  readableMessage,
  sessionOf,
  tokenSum,
  traceName,
} from '@loupe-ai/viewer'
import { TRACE_METADATA, type TraceId, type TraceInfo, type TraceState } from '@loupe-ai/model'
import { Link } from '@tanstack/react-router'
import { memo, type MouseEvent } from 'react'
import { sessionFilter } from './filter-words.ts'
import { nameOfTrace, rowText, totalTokens } from '../../data/trace-words.ts'

const STATES = {
  OK: { mark: 'ok', word: 'OK' },
  ERROR: { mark: 'error', word: 'Error' },
  IN_PROGRESS: { mark: 'running', word: 'Running' },
  STATE_UNSPECIFIED: { mark: 'unknown', word: 'State unknown' },
} as const satisfies Record<TraceState, { mark: string; word: string }>

export interface TraceRowProps {
  readonly experimentId: string
  readonly trace: TraceInfo
  readonly at: number
  readonly topPixels: number
  readonly isSelected: boolean
  readonly hasSessions: boolean
  readonly hasCosts: boolean
  readonly nowMillis: number
  readonly onFocus: (id: TraceId) => void
}

/** What was asked, what came back, how long it took. The whole row is one link. */
export const TraceRow = memo(function TraceRow(props: TraceRowProps) {
  const { experimentId, trace, at, topPixels, isSelected, hasSessions, hasCosts, nowMillis, onFocus } = props
  const state = STATES[trace.state]
  const session = sessionOf(trace)
  const cost = costOfTrace(trace)
  const question = rowText(trace.requestPreview)
  return (
    <div
      className="trace-row"
      role="row"
      aria-rowindex={at + 2}
      data-row={at}
      data-selected={isSelected}
      data-sessions={hasSessions}
      data-costs={hasCosts}
      style={{ transform: `translateY(${topPixels}px)` }}
      onClick={openByCell}
    >
      <When millis={trace.requestTimeMillis} nowMillis={nowMillis} />
      <span role="cell" className="trace-row__state" title={state.word}>
        <span className="state-mark" data-state={state.mark} aria-hidden="true" />
        <span className="lp-aloud">{state.word}</span>
      </span>
      <span role="cell" className="trace-row__what">
        <Link
          to="/experiments/$experimentId/traces/$traceId"
          params={{ experimentId, traceId: trace.traceId }}
          className="trace-row__link"
          onFocus={() => onFocus(trace.traceId)}
        >
          <bdi className="trace-row__name lp-cut" data-named={traceName(trace) !== undefined}>
            {rowText(nameOfTrace(trace))}
          </bdi>{' '}
          {question !== '' && <bdi className="trace-row__question lp-cut">{question}</bdi>}
        </Link>
      </span>
      <span role="cell" className="trace-row__answer lp-cut" data-state={state.mark}>
        <Answer trace={trace} />
      </span>
      <span role="cell" className="lp-num">
        {formatDuration(trace.durationMillis)}
      </span>
      <span role="cell" className="lp-num trace-row__tokens" title={tokenSum(trace.usage)}>
        {formatCount(totalTokens(trace))}
      </span>
      {hasCosts && (
        <span role="cell" className="lp-num trace-row__cost" title={costSum(cost)}>
          {cost !== undefined && formatCost(cost.totalCost)}
        </span>
      )}
      {hasSessions && (
        <span role="cell" className="trace-row__session lp-cut" title={session}>
          {session !== undefined && (
            <Link
              to="/experiments/$experimentId/traces"
              params={{ experimentId }}
              search={{ filter: sessionFilter(session) }}
              aria-label={`All traces of session ${session}`}
            >
              <bdi>{session}</bdi>
            </Link>
          )}
        </span>
      )}
    </div>
  )
})

/** The cells with a tip of their own lie above the link that covers the row; a press on them opens the trace too. */
function openByCell(event: MouseEvent<HTMLElement>): void {
  if (event.target instanceof Element && event.target.closest('a') !== null) return
  event.currentTarget.querySelector('a')?.dispatchEvent(new window.MouseEvent('click', event.nativeEvent))
}

/** Today the time of day is enough; before, the day says more than the seconds. */
function When({ millis, nowMillis }: { readonly millis: number; readonly nowMillis: number }) {
  const date = formatDate(millis)
  const clock = formatClock(millis)
  return (
    <time
      role="cell"
      className="trace-row__when"
      dateTime={new Date(millis).toISOString()}
      title={`${formatAgo(millis, nowMillis)}, ${formatDateTime(millis)}`}
    >
      {date === formatDate(nowMillis) ? clock : `${date.slice(5)} ${clock.slice(0, 5)}`}
    </time>
  )
}

function Answer({ trace }: { readonly trace: TraceInfo }) {
  if (trace.state === 'IN_PROGRESS') return 'running'
  const answer = rowText(trace.responsePreview)
  if (trace.state !== 'ERROR') return <bdi>{answer}</bdi>
  const error = rowText(readableMessage(trace.metadata[TRACE_METADATA.error] ?? ''))
  if (error !== '') return <bdi title={error}>{error}</bdi>
  return (
    <>
      failed {/* What came before it failed is no error. */}
      {answer !== '' && <bdi className="lp-faint">{answer}</bdi>}
    </>
  )
}
