import type { TraceInfo } from '@loupe-ai/model'
import type { ReactNode } from 'react'
import { formatCost } from '../format/cost.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { formatAgo, formatDateTime } from '../format/time.ts'
import { Chip } from '../kit/chip.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Fact, Facts } from '../kit/fact.tsx'
import { costOfTrace, costSum } from '../logic/cost.ts'
import { modelsIn, sessionOf, shortTraceId, stateWord, traceName, traceTitle, userOf } from '../logic/trace-facts.ts'
import { tokenSum } from '../logic/token-sum.ts'
import type { TraceView } from '../logic/trace-view.ts'
import './trace-header.css'

export interface TraceHeaderProps {
  readonly info: TraceInfo
  readonly view: TraceView
  readonly nowMillis: number
  readonly actions?: ReactNode
  readonly sessionHref?: (session: string) => string
}

/** What was asked, how it ended, and the facts of the trace on one line. */
export function TraceHeader({ info, view, nowMillis, actions, sessionHref }: TraceHeaderProps) {
  const state = stateWord(info.state)
  const title = traceTitle(info)
  const name = traceName(info)
  const models = modelsIn(view)
  const session = sessionOf(info)
  const user = userOf(info)
  const cost = costOfTrace(info)
  return (
    <header className="lp-head">
      <div className="lp-head__line">
        <h1 className="lp-head__title" title={info.requestPreview ?? title}>
          {title}
        </h1>
        <Chip tone={state.tone} dot>
          {state.word}
        </Chip>
        <span className="lp-grow" />
        {actions}
      </div>
      <Facts>
        {name !== undefined && name !== title && (
          <Fact label="name" title={name}>
            {name}
          </Fact>
        )}
        <Fact label="started" title={formatDateTime(info.requestTimeMillis)}>
          {formatAgo(info.requestTimeMillis, nowMillis)}
        </Fact>
        {info.durationMillis !== undefined && <Fact label="took">{formatDuration(info.durationMillis)}</Fact>}
        {view.firstTokenMillis !== undefined && (
          <Fact label="first token" title="From the start of the trace to the first piece of an answer">
            {formatDuration(view.firstTokenMillis)}
          </Fact>
        )}
        <TokenFact info={info} />
        {cost !== undefined && (
          <Fact label="cost" title={costSum(cost)}>
            {formatCost(cost.totalCost)}
          </Fact>
        )}
        {models.length > 0 && (
          <Fact label="model" title={models.join(', ')}>
            {models[0]}
            {models.length > 1 && <span className="lp-faint"> +{models.length - 1}</span>}
          </Fact>
        )}
        {session !== undefined && (
          <Fact label="session">
            {sessionHref === undefined ? session : <a href={sessionHref(session)}>{session}</a>}
          </Fact>
        )}
        {user !== undefined && <Fact label="user">{user}</Fact>}
        <Fact label="id" title={info.traceId}>
          <CopyButton text={info.traceId} label={`Copy trace id ${shortTraceId(info.traceId)}`}>
            <span className="lp-mono">{shortTraceId(info.traceId)}</span>
          </CopyButton>
        </Fact>
      </Facts>
    </header>
  )
}

function TokenFact({ info: { usage } }: { readonly info: TraceInfo }) {
  if (usage === undefined) return undefined
  const { inputTokens, outputTokens, reasoningTokens, cacheReadInputTokens } = usage
  const total = usage.totalTokens ?? (inputTokens ?? 0) + (outputTokens ?? 0)
  const kinds = [
    ['in', inputTokens],
    ['cached', cacheReadInputTokens || undefined],
    ['out', outputTokens],
    ['thought', reasoningTokens || undefined],
  ] as const
  const told = kinds.filter(([, count]) => count !== undefined).map(([kind, count]) => `${kind} ${formatCount(count)}`)
  return (
    <Fact label="tokens" title={tokenSum(usage)}>
      {formatCount(total)} <span className="lp-head__kinds">{told.join(' · ')}</span>
    </Fact>
  )
}
