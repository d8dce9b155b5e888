import type { SpanId } from '@loupe-ai/model'
import { useEffect, useRef, type CSSProperties } from 'react'
import { useVirtualRows } from '../../kit/virtual-rows.ts'
import type { TraceRow } from '../../logic/trace-view.ts'
import { tickLabelsThatFit, type Tick } from '../../logic/waterfall-ticks.ts'
import { useWidth } from '../use-width.ts'
import { rowId, SpanRow } from './span-row.tsx'
import './span-tree.css'

export interface SpanTreeProps {
  readonly rows: readonly TraceRow[]
  readonly ticks: readonly Tick[]
  /** Whether a price is known of anything in the trace. */
  readonly hasCost: boolean
  readonly selected: TraceRow | undefined
  readonly collapsed: ReadonlySet<SpanId>
  /** The rows that a search found; absent when none is on. */
  readonly found: ReadonlySet<number> | undefined
  /** The row to bring into sight without choosing it. */
  readonly inSight: number | undefined
  readonly onSelect: (row: TraceRow) => void
  readonly onToggle: (row: TraceRow) => void
  /** Under the pointer, here or elsewhere. */
  readonly hovered: TraceRow | undefined
  readonly onHover: (row: TraceRow | undefined) => void
}

const ROW_HEIGHT = 30
const HEAD_HEIGHT = 24

/** The spans as a tree with a waterfall beside it; only the rows in sight exist. */
export function SpanTree(props: SpanTreeProps) {
  const { rows, ticks, hasCost, selected, collapsed, found, inSight, hovered, onSelect, onToggle, onHover } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualRows({
    count: rows.length,
    scroller,
    rowHeight: ROW_HEIGHT,
    keyOf: (index) => rows[index]!.span.spanId,
    initialHeight: 600,
    headHeight: HEAD_HEIGHT,
  })
  const selectedAt = selected === undefined ? -1 : positionOf(rows, selected.index)
  useEffect(() => {
    if (selectedAt !== -1) virtualizer.scrollToIndex(selectedAt, { align: 'auto' })
  }, [selectedAt, virtualizer])
  const inSightAt = inSight === undefined ? -1 : positionOf(rows, inSight)
  useEffect(() => {
    if (inSightAt !== -1) virtualizer.scrollToIndex(inSightAt, { align: 'center' })
  }, [inSightAt, virtualizer])
  const scale = useRef<HTMLDivElement>(null)
  const scalePixels = useWidth(scale)
  const step = ticks[1]?.at ?? 1
  return (
    <div
      className="lp-tree"
      data-cost={hasCost || undefined}
      style={{ '--lp-tick': `${step * 100}%` } as CSSProperties}
    >
      <div
        className="lp-tree__rows lp-scroll"
        ref={scroller}
        role="tree"
        aria-label="Spans"
        tabIndex={0}
        aria-activedescendant={selected === undefined ? undefined : rowId(selected)}
      >
        <div className="lp-tree__all" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          <div className="lp-tree__head" aria-hidden="true">
            <span />
            {hasCost && <span className="lp-row__cost lp-num">cost</span>}
            <span className="lp-row__tokens lp-num">tokens</span>
            <span className="lp-row__took lp-num">took</span>
            <div className="lp-row__time">
              <div className="lp-row__scale" ref={scale}>
                {tickLabelsThatFit(ticks, scalePixels).map((tick) => (
                  <em key={tick.at} style={{ left: `${tick.at * 100}%` }}>
                    {tick.label}
                  </em>
                ))}
              </div>
            </div>
          </div>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]!
            return (
              <div
                key={item.key}
                role="presentation"
                className="lp-tree__slot"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <SpanRow
                  row={row}
                  hasCost={hasCost}
                  isSelected={row.index === selected?.index}
                  isCollapsed={collapsed.has(row.span.spanId)}
                  isLit={row.index === hovered?.index}
                  isFaded={found !== undefined && !found.has(row.index)}
                  onSelect={onSelect}
                  onToggle={onToggle}
                  onHover={onHover}
                />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Where a row stands among the visible ones, whose indices ascend; -1 when it is folded away. */
function positionOf(rows: readonly TraceRow[], index: number): number {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = rows[middle]!.index
    if (at === index) return middle
    if (at < index) low = middle + 1
    else high = middle - 1
  }
  return -1
}
