import { Button, costOfTrace, formatCount, Kbd, sessionOf } from '@loupe-ai/viewer'
import type { TraceId, TraceInfo } from '@loupe-ai/model'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useKeys } from '../../app/use-keys.ts'
import { useNow } from '../../app/use-now.ts'
import { useParts } from '../../app/use-parts.ts'
import { MoreRows } from './more-rows.tsx'
import { TraceRow } from './trace-row.tsx'
import type { TraceList } from './use-trace-list.ts'
import './trace-table.css'

const ROW_PIXELS = 38
const LOAD_AHEAD_ROWS = 15
// Coarse, since each step draws all rows that are in view.
const CLOCK_STEP_MILLIS = 30_000

export interface TraceTableProps {
  /** Names this list, to find the place in it again. */
  readonly listKey: string
  readonly experimentId: string
  readonly traces: TraceList
  readonly rows: readonly TraceInfo[]
  /** Told when rows may not move, and when they may again. */
  readonly onHold: (isHeld: boolean) => void
}

/** The rows, windowed. While someone reads, points or has selected a row, nothing moves: news waits behind a button. */
export function TraceTable({ listKey, experimentId, traces, rows, onHold }: TraceTableProps) {
  const { listMemory } = useParts()
  const [place] = useState(() => listMemory.placeOf(listKey))
  const [selected, setSelected] = useState<TraceId | undefined>(place.selected)
  const [isScrolled, setIsScrolled] = useState(place.scrollTop > 0)
  const [isPointedAt, setIsPointedAt] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const now = useNow(CLOCK_STEP_MILLIS)
  const selectedAt = selected === undefined ? -1 : rows.findIndex((row) => row.traceId === selected)
  const hasCosts = useMemo(() => rows.some((row) => costOfTrace(row) !== undefined), [rows])
  const hasSessions = useMemo(() => rows.some((row) => sessionOf(row) !== undefined), [rows])

  // Nothing here is memoized by a compiler, and rows get values, not these functions.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    getItemKey: (at) => rows[at]!.traceId,
    initialOffset: place.scrollTop,
    overscan: 12,
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range)
        // The focused row stays in the page, so that focus is not lost when it scrolls away.
        return selectedAt < 0 || shown.includes(selectedAt)
          ? shown
          : [...shown, selectedAt].sort((left, right) => left - right)
      },
      [selectedAt],
    ),
  })
  const items = virtual.getVirtualItems()

  const isHeld = isScrolled || isPointedAt || selectedAt >= 0
  useEffect(() => onHold(isHeld), [onHold, isHeld])
  useEffect(() => () => onHold(false), [onHold])

  const { load, isLoading, problem } = traces.more
  const lastShown = items.at(-1)?.index ?? 0
  const wantsMore = traces.list?.nextPageToken !== undefined && lastShown > rows.length - LOAD_AHEAD_ROWS
  useEffect(() => {
    if (wantsMore && !isLoading && problem === undefined && !traces.isStale) load()
  }, [wantsMore, isLoading, problem, load, traces.isStale])

  // Kept on every change, for a page may be left in many ways.
  const keep = (changes: { scrollTop?: number; selected?: TraceId }) =>
    listMemory.keepPlace(listKey, { scrollTop: frame.current?.scrollTop ?? 0, selected, ...changes })
  const select = (id: TraceId | undefined) => {
    setSelected(id)
    keep({ selected: id })
  }
  const onScroll = () => {
    const scrollTop = frame.current?.scrollTop ?? 0
    setIsScrolled(scrollTop > 0)
    keep({ scrollTop })
  }

  const focusWanted = useRef(false)
  useEffect(() => {
    if (!focusWanted.current || selectedAt < 0) return
    focusWanted.current = false
    frame.current?.querySelector<HTMLElement>(`[data-row="${selectedAt}"] a`)?.focus({ preventScroll: true })
  })
  const move = (step: number) => {
    const first = virtual.range?.startIndex ?? 0
    const to = selectedAt < 0 ? first : Math.min(Math.max(selectedAt + step, 0), rows.length - 1)
    const row = rows[to]
    if (row === undefined) return
    focusWanted.current = true
    select(row.traceId)
    virtual.scrollToIndex(to, { align: 'auto' })
  }
  const showWaiting = () => {
    select(undefined)
    traces.showWaiting()
    frame.current?.scrollTo({ top: 0 })
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: (event) => {
      if (selectedAt < 0) return
      event.preventDefault()
      move(1)
    },
    ArrowUp: (event) => {
      if (selectedAt < 0) return
      event.preventDefault()
      move(-1)
    },
    n: () => traces.waiting.length > 0 && showWaiting(),
    Escape: () => {
      if (document.activeElement instanceof HTMLElement && frame.current?.contains(document.activeElement)) {
        document.activeElement.blur()
      }
      select(undefined)
    },
  })

  return (
    <div className="trace-table" role="table" aria-label="Traces" aria-rowcount={rowCount(traces, rows.length)}>
      <div role="rowgroup">
        <div
          className="trace-table__head"
          role="row"
          data-sessions={hasSessions}
          data-costs={hasCosts}
          aria-rowindex={1}
        >
          <span role="columnheader" aria-sort="descending">
            When <span aria-hidden="true">↓</span>
          </span>
          <span role="columnheader">
            <span className="lp-aloud">State</span>
          </span>
          <span role="columnheader">Name and question</span>
          <span role="columnheader" className="trace-table__answer">
            Answer
          </span>
          <span role="columnheader" className="lp-num">
            Took
          </span>
          <span role="columnheader" className="lp-num trace-table__tokens">
            Tokens
          </span>
          {hasCosts && (
            <span role="columnheader" className="lp-num trace-table__cost">
              Cost
            </span>
          )}
          {hasSessions && (
            <span role="columnheader" className="trace-table__session">
              Session
            </span>
          )}
        </div>
      </div>
      {traces.waiting.length > 0 && (
        <div className="trace-table__news">
          <Button look="primary" onClick={showWaiting}>
            {formatCount(traces.waiting.length)}
            {traces.hasGap && '+'} new {traces.waiting.length === 1 ? 'trace' : 'traces'} <Kbd>n</Kbd>
          </Button>
        </div>
      )}
      <div className="trace-table__scroll lp-scroll" ref={frame} onScroll={onScroll} role="presentation">
        <div
          className="trace-table__rows"
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
          onPointerEnter={(event) => setIsPointedAt(event.pointerType === 'mouse')}
          onPointerLeave={() => setIsPointedAt(false)}
        >
          {items.map((item) => {
            const row = rows[item.index]!
            return (
              <TraceRow
                key={item.key}
                experimentId={experimentId}
                trace={row}
                at={item.index}
                topPixels={item.start}
                isSelected={row.traceId === selected}
                hasSessions={hasSessions}
                hasCosts={hasCosts}
                nowMillis={now}
                onFocus={select}
              />
            )
          })}
        </div>
        <div role="rowgroup">
          <MoreRows hasMore={traces.list?.nextPageToken !== undefined} more={traces.more} />
        </div>
      </div>
    </div>
  )
}

/** All rows with the head, or -1 (unknown, as ARIA has it) while more can be loaded. */
const rowCount = (traces: TraceList, loaded: number): number =>
  traces.list?.nextPageToken === undefined ? loaded + 1 : -1
