import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Icon } from './icons.tsx'
import { ancestorsOf, findInJson, jsonRows, openAtFirst } from './json-rows.ts'
import { JsonTreeRow } from './json-tree-row.tsx'
import type { JsonValue } from './json-value.ts'
import { useVirtualRows } from './virtual-rows.ts'
import './json-tree.css'

export interface JsonTreeProps {
  readonly value: JsonValue
  /** Names the tree for screen readers and stands before its search box. */
  readonly label: string
  /** Without a search box; for small values. */
  readonly bare?: boolean
  /** Words searched for around it: found and shown here too, until something else is typed here. */
  readonly search?: string
  /** Height that the rows may take before they scroll, in pixels. */
  readonly maxHeight?: number
}

/** A JSON document as a tree: folded, searchable, only the rows in sight rendered. */
export function JsonTree({ value, label, bare = false, search = '', maxHeight = 520 }: JsonTreeProps) {
  const [open, setOpen] = useState(() => openAtFirst(value))
  const [shown, setShown] = useState({ value, search })
  const [query, setQuery] = useState('')
  const [matchIndex, setMatchIndex] = useState(0)
  if (shown.value !== value || shown.search !== search) {
    setShown({ value, search })
    if (shown.value !== value) setOpen(openAtFirst(value))
    setMatchIndex(0)
  }
  const wanted = useDeferredValue(query || search.trim())
  const matches = useMemo(() => findInJson(value, wanted), [value, wanted])
  const current = matches[matchIndex]
  const rows = useMemo(() => {
    const forced = new Set(current === undefined ? [] : ancestorsOf(current))
    return jsonRows(value, (id) => open.has(id) || forced.has(id))
  }, [value, open, current])
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualRows({
    count: rows.length,
    scroller,
    rowHeight: 22,
    keyOf: (index) => rows[index]!.id,
    initialHeight: maxHeight,
  })
  const scrolledTo = useRef<string>(undefined)
  useEffect(() => {
    // Only to a match newly chosen: opening a branch must not scroll away.
    if (current !== undefined && current !== scrolledTo.current) {
      const at = rows.findIndex((row) => row.id === current)
      virtualizer.scrollToIndex(at, { align: 'center' })
    }
    scrolledTo.current = current
  }, [current, rows, virtualizer])

  const toggle = (id: string) => {
    const next = new Set(open)
    if (!next.delete(id)) next.add(id)
    setOpen(next)
  }
  const step = (by: number) => {
    if (matches.length > 0) setMatchIndex((matchIndex + by + matches.length) % matches.length)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') setQuery('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="lp-json">
      {!bare && (
        <label className="lp-json__search">
          <Icon name="search" size={12} />
          <input
            value={query}
            placeholder={`Search ${label.toLowerCase()}`}
            aria-label={`Search ${label.toLowerCase()}`}
            onChange={(event) => {
              setQuery(event.target.value)
              setMatchIndex(0)
            }}
            onKeyDown={onKeyDown}
          />
          {wanted !== '' && (query !== '' || matches.length > 0) && (
            <span className="lp-json__count" aria-live="polite">
              {matches.length === 0 ? 'none' : `${matchIndex + 1} / ${matches.length}`}
            </span>
          )}
        </label>
      )}
      <div className="lp-json__rows lp-scroll" ref={scroller} style={{ maxHeight }} role="group" aria-label={label}>
        {rows.length === 0 && <span className="lp-faint">{Array.isArray(value) ? 'empty list' : 'empty object'}</span>}
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="lp-json__slot"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <JsonTreeRow
                root={value}
                row={rows[item.index]!}
                query={wanted}
                isCurrent={rows[item.index]!.id === current}
                onToggle={toggle}
              />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
