import type { SpanId } from '@loupe-ai/model'
import { formatDuration } from '../../format/duration.ts'
import { oneLine } from '../../format/one-line.ts'
import { Chip } from '../../kit/chip.tsx'
import { isJsonObject } from '../../kit/json-value.ts'
import type { ToolPart } from '../../logic/conversation/message.ts'
import { unwrapResult } from '../../logic/tool-call.ts'
import { typeLook } from '../../logic/type-look.ts'
import { TypeBadge } from '../type-badge.tsx'
import { ValueView } from './value-view.tsx'
import './tool-card.css'

export interface ToolCardProps {
  readonly tool: ToolPart
  readonly onOpenSpan?: (spanId: SpanId) => void
}

const TOOL_LOOK = typeLook('TOOL', false)

/** A call of a tool and what it returned, in one card. */
export function ToolCard({ tool, onOpenSpan }: ToolCardProps) {
  const { name, description, args, result, failed, spanId, durationMillis } = tool
  const tone = failed ? 'error' : 'ok'
  const chip = durationMillis === undefined ? (failed ? 'failed' : undefined) : formatDuration(durationMillis)
  const noArgs = args === undefined || (isJsonObject(args) && Object.keys(args).length === 0)
  return (
    <section className="lp-tool" aria-label={`Tool ${name}`}>
      <header className="lp-tool__head">
        <TypeBadge look={TOOL_LOOK} />
        <b className="lp-tool__name">{name}</b>
        <span className="lp-tool__about lp-cut" title={description}>
          {description === undefined ? '' : oneLine(description, 160)}
        </span>
        {chip !== undefined && spanId !== undefined && onOpenSpan !== undefined ? (
          <button type="button" className="lp-tool__open" title="Open its span" onClick={() => onOpenSpan(spanId)}>
            <Chip tone={tone}>{chip}</Chip>
          </button>
        ) : (
          chip !== undefined && <Chip tone={tone}>{chip}</Chip>
        )}
      </header>
      {noArgs ? (
        args !== undefined && <p className="lp-tool__none">no arguments</p>
      ) : (
        <ValueView value={args} label="Arguments" />
      )}
      {result === undefined ? (
        <p className="lp-tool__none lp-tool__result">
          {spanId === undefined ? 'no result in this call' : 'its result came after this call'}
        </p>
      ) : (
        <div className="lp-tool__result">
          <span className={failed ? 'lp-tool__verb lp-tool__verb--failed' : 'lp-tool__verb'}>
            {failed ? 'failed with' : 'returned'}
          </span>
          <div className="lp-tool__value">
            <ValueView value={unwrapResult(result)} label="Result" />
          </div>
        </div>
      )}
    </section>
  )
}
