import { memo, type CSSProperties } from 'react'
import { formatCost } from '../../format/cost.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatCount } from '../../format/number.ts'
import { Icon } from '../../kit/icons.tsx'
import { barColour } from '../bar-colour.ts'
import { costOfSpan, costSum } from '../../logic/cost.ts'
import { tokenSum } from '../../logic/token-sum.ts'
import type { TraceRow } from '../../logic/trace-view.ts'
import { hasChildren } from '../../logic/visible-rows.ts'
import { TypeBadge } from '../type-badge.tsx'

interface SpanRowProps {
  readonly row: TraceRow
  /** Whether there is a column for it: some row of the trace has one. */
  readonly hasCost: boolean
  readonly isSelected: boolean
  readonly isCollapsed: boolean
  /** Pointed at, here or on the minimap. */
  readonly isLit: boolean
  /** Steps back because a search is on and this row is not what is looked for. */
  readonly isFaded: boolean
  readonly onSelect: (row: TraceRow) => void
  readonly onToggle: (row: TraceRow) => void
  readonly onHover: (row: TraceRow | undefined) => void
}

const INDENT = 20
/** Deeper rows stand no further to the right: they say their depth in a number. */
const MAX_INDENTED_DEPTH = 10
/** On a shorter bar, as a share of the trace, the tick would be most of what one sees. */
const SHORTEST_TICKED = 0.08

export const rowId = (row: TraceRow): string => `lp-row-${row.span.spanId}`

/** One span: what, with what, how many tokens, how long, when. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { row, hasCost, isSelected, isCollapsed, isLit, isFaded, onSelect, onToggle, onHover } = props
  const parent = hasChildren(row)
  const marks = [isSelected && 'selected', isLit && 'lit', isFaded && 'faded'].filter((mark) => mark !== false)
  const className = ['lp-row', ...marks.map((mark) => `lp-row--${mark}`)].join(' ')
  return (
    <div
      id={rowId(row)}
      className={className}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-selected={isSelected}
      aria-expanded={parent ? !isCollapsed : undefined}
      onClick={() => onSelect(row)}
      onPointerEnter={() => onHover(row)}
      onPointerLeave={() => onHover(undefined)}
    >
      <div className="lp-row__name">
        <span className="lp-row__indent" style={{ width: Math.min(row.depth, MAX_INDENTED_DEPTH) * INDENT }} />
        {parent ? (
          <button
            type="button"
            className="lp-row__fold"
            tabIndex={-1}
            aria-label={isCollapsed ? 'Unfold' : 'Fold'}
            onClick={(event) => {
              event.stopPropagation()
              onToggle(row)
            }}
          >
            <Icon name={isCollapsed ? 'chevronRight' : 'chevronDown'} size={12} />
          </button>
        ) : (
          <span className="lp-row__fold" />
        )}
        {row.depth > MAX_INDENTED_DEPTH && <span className="lp-row__depth">{row.depth}</span>}
        <TypeBadge look={row.look} />
        <span className="lp-row__text">
          <b className="lp-row__label" title={row.label}>
            {row.label}
          </b>
          {row.subtitle !== undefined && (
            <small
              className={row.state === 'error' ? 'lp-row__sub lp-row__sub--error' : 'lp-row__sub'}
              title={row.subtitle}
            >
              {row.state === 'error' && <span className="lp-aloud">Error: </span>}
              {row.subtitle}
            </small>
          )}
        </span>
        {isCollapsed && <span className="lp-row__folded">+{formatCount(row.endIndex - row.index - 1)}</span>}
      </div>
      {hasCost && (
        <span className="lp-row__cost lp-num" title={costTitle(row)}>
          {row.cost === undefined ? '' : formatCost(row.cost)}
        </span>
      )}
      <span className="lp-row__tokens lp-num" title={tokensTitle(row)}>
        {row.tokens === undefined ? '' : formatCount(row.tokens)}
      </span>
      <span className="lp-row__took lp-num">
        {row.interrupted ? (
          <span className="lp-row__interrupted" title="The program ended before this did">
            interrupted
          </span>
        ) : row.state === 'running' ? (
          <span className="lp-row__running">running</span>
        ) : (
          formatDuration(row.durationMillis)
        )}
      </span>
      <Bar row={row} />
    </div>
  )
})

const costTitle = (row: TraceRow): string | undefined =>
  row.cost === undefined ? undefined : (costSum(costOfSpan(row.span)) ?? 'Of all the calls below')

const tokensTitle = (row: TraceRow): string | undefined =>
  row.tokens === undefined ? undefined : (tokenSum(row.span.usage) ?? 'Of all the calls below')

function Bar({ row }: { readonly row: TraceRow }) {
  const style: CSSProperties = {
    left: `${row.from * 100}%`,
    width: `${(row.to - row.from) * 100}%`,
    backgroundColor: barColour(row.state === 'error' ? 'error' : row.look.tone),
  }
  return (
    <div className="lp-row__time" aria-hidden="true">
      <div className="lp-row__scale">
        <i className={row.state === 'running' ? 'lp-row__bar lp-row__bar--running' : 'lp-row__bar'} style={style} />
        {row.firstToken !== undefined && row.to - row.from >= SHORTEST_TICKED && (
          <u className="lp-row__tick" title="First token" style={{ left: `${row.firstToken * 100}%` }} />
        )}
      </div>
    </div>
  )
}
