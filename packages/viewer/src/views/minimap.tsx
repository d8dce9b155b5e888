import { memo, useMemo, type PointerEvent } from 'react'
import { formatDuration } from '../format/duration.ts'
import { MINIMAP_LANES, minimapBars, rowAtPoint, type MinimapBar } from '../logic/minimap.ts'
import { barColour } from './bar-colour.ts'
import type { TraceRow, TraceView } from '../logic/trace-view.ts'
import './minimap.css'

export interface MinimapProps {
  readonly view: TraceView
  readonly selected: TraceRow | undefined
  readonly hovered: TraceRow | undefined
  readonly onHover: (row: TraceRow | undefined) => void
  readonly onSelect: (row: TraceRow) => void
}

const FIRST_LANE = 5
const LANE_HEIGHT = 5
const SCALE_HEIGHT = 16

const laneOf = (row: TraceRow): number => Math.min(row.depth, MINIMAP_LANES - 1)

/** The whole trace on a strip. What is chosen or under the pointer in the tree is framed here, and the other way round; a click chooses. */
export function Minimap({ view, selected, hovered, onHover, onSelect }: MinimapProps) {
  const bars = useMemo(() => minimapBars(view.rows), [view])
  const lanes = 1 + Math.max(0, ...bars.map((bar) => bar.lane))
  const rowUnder = (event: PointerEvent<HTMLDivElement>): TraceRow | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    const lane = Math.floor((event.clientY - box.top - FIRST_LANE + 1) / LANE_HEIGHT)
    const at = (event.clientX - box.left) / box.width
    return rowAtPoint(view.rows, Math.max(0, Math.min(MINIMAP_LANES - 1, lane)), at)
  }
  const choose = (event: PointerEvent<HTMLDivElement>) => {
    const row = rowUnder(event)
    if (row !== undefined) onSelect(row)
  }
  return (
    <div className="lp-map" aria-hidden="true" style={{ height: FIRST_LANE + lanes * LANE_HEIGHT + SCALE_HEIGHT }}>
      <div
        className="lp-map__field"
        title={hovered && `${hovered.label}, ${formatDuration(hovered.durationMillis)}`}
        onPointerDown={choose}
        onPointerMove={(event) => onHover(rowUnder(event))}
        onPointerLeave={() => onHover(undefined)}
      >
        {selected !== undefined && selected.depth > 0 && <Window row={selected} />}
        <Bars bars={bars} />
        {hovered !== undefined && (
          <b
            style={{
              left: `${hovered.from * 100}%`,
              width: `${(hovered.to - hovered.from) * 100}%`,
              top: FIRST_LANE + laneOf(hovered) * LANE_HEIGHT - 2,
            }}
          />
        )}
        <em style={{ left: 0 }}>0</em>
        <em style={{ left: '50%', transform: 'translateX(-50%)' }}>{formatDuration(view.totalMillis / 2)}</em>
        <em style={{ right: 0 }}>{formatDuration(view.totalMillis)}</em>
      </div>
    </div>
  )
}

const Window = ({ row }: { readonly row: TraceRow }) => (
  <span className="lp-map__window" style={{ left: `${row.from * 100}%`, width: `${(row.to - row.from) * 100}%` }} />
)

/** Hundreds of them in a large trace: drawn once, not for every choice. */
const Bars = memo(function Bars({ bars }: { readonly bars: readonly MinimapBar[] }) {
  return bars.map((bar) => (
    <i
      key={`${bar.lane}-${bar.from}`}
      style={{
        left: `${bar.from * 100}%`,
        width: `${(bar.to - bar.from) * 100}%`,
        top: FIRST_LANE + bar.lane * LANE_HEIGHT,
        backgroundColor: barColour(bar.tone),
      }}
    />
  ))
})
