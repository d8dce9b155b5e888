import type { Span, SpanId, TraceInfo } from '@loupe-ai/model'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { formatPlural } from '../format/number.ts'
import { EmptyState } from '../kit/empty-state.tsx'
import { JsonLeafContext, type DrawLeaf } from '../kit/json-leaf.ts'
import { Kbd } from '../kit/kbd.tsx'
import { SplitPane } from '../kit/split-pane.tsx'
import { readAttachmentUri } from '../logic/attachment.ts'
import { toolRunsIn } from '../logic/conversation/tool-runs.ts'
import { buildSearchIndex, findRows, stepMatch } from '../logic/search.ts'
import { ancestorsOf, viewTrace, type TraceRow } from '../logic/trace-view.ts'
import {
  reveal,
  select,
  setCollapsed,
  toggle,
  VIEWER_TABS,
  type ViewerState,
  type ViewerTab,
} from '../logic/viewer-state.ts'
import { hasChildren, visibleRows } from '../logic/visible-rows.ts'
import { waterfallTicks } from '../logic/waterfall-ticks.ts'
import { SpanDetails } from './details/span-details.tsx'
import { AttachmentHrefContext, type AttachmentHref } from './media/attachment-href.ts'
import { AttachmentView } from './media/media-view.tsx'
import { KeysOverlay } from './keys-overlay.tsx'
import { Minimap } from './minimap.tsx'
import { SearchBox } from './search-box.tsx'
import { TraceHeader } from './trace-header.tsx'
import { SpanTree } from './tree/span-tree.tsx'
import { useDebouncedText } from './use-debounced-text.ts'
import { useNarrow } from './use-narrow.ts'
import { useViewerKeys } from './use-viewer-keys.ts'
import './trace-viewer.css'

export interface TraceViewerProps {
  readonly info: TraceInfo
  readonly spans: readonly Span[]
  readonly state: ViewerState
  readonly onStateChange: (next: ViewerState) => void
  /** Absent: that of the page. */
  readonly theme?: 'light' | 'dark'
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode
  /** Makes the session of the trace a link. */
  readonly sessionHref?: (session: string) => string
  /** Share of the tree's pane, 0 to 1, and what to do when the reader changes it. */
  readonly share?: number
  readonly onShareChange?: (share: number) => void
  /** Where pictures, sounds and files of the trace can be fetched; without it only their type and size are shown. */
  readonly attachmentHref?: AttachmentHref
  /** What relative times are told from, milliseconds since 1970; the time of the first showing unless given. */
  readonly nowMillis?: number
  /** Whether `?` shows the viewer's own keys, or is left to a page that shows them among its own. */
  readonly keysHelp?: 'own' | 'of the page'
}

/** One trace: header, minimap, tree with waterfall, and the details of the chosen span. Fills its parent, which needs a height. */
export function TraceViewer(props: TraceViewerProps) {
  const { info, spans, state, onStateChange, theme, actions, sessionHref, share, onShareChange, nowMillis } = props
  const keysHelp = props.keysHelp ?? 'own'
  const [openedMillis] = useState(() => Date.now())
  const [hovered, setHovered] = useState<TraceRow>()
  const [showsKeys, setShowsKeys] = useState(false)
  const narrow = useNarrow()
  const view = useMemo(() => viewTrace(spans), [spans])
  const collapsed = useMemo(() => new Set(state.collapsed), [state.collapsed])
  const rows = useMemo(() => visibleRows(view, collapsed), [view, collapsed])
  const ticks = useMemo(() => waterfallTicks(view.totalMillis, 4), [view])
  const toolRuns = useMemo(() => toolRunsIn(view), [view])
  const search = useDeferredValue(state.search)
  const isSearching = search.trim() !== ''
  const index = useMemo(() => (isSearching ? buildSearchIndex(view) : []), [view, isSearching])
  const found = useMemo(() => findRows(index, search), [index, search])
  const foundSet = useMemo(() => (found.length > 0 ? new Set(found) : undefined), [found])
  const chosenIndex = state.selected === undefined ? undefined : view.indexOf.get(state.selected)
  const chosen = chosenIndex === undefined ? undefined : view.rows[chosenIndex]
  const selected = chosen ?? (narrow ? undefined : view.rows[0])
  const input = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)

  // Callbacks that never change, so that rows are not rendered anew for each choice.
  const latest = useRef({ state, onStateChange })
  useEffect(() => {
    latest.current = { state, onStateChange }
  })
  const change = useCallback((next: (state: ViewerState) => ViewerState) => {
    latest.current.onStateChange(next(latest.current.state))
  }, [])
  const choose = useCallback((row: TraceRow) => change((now) => select(now, row.span.spanId)), [change])
  const fold = useCallback((row: TraceRow) => change((now) => toggle(now, row.span.spanId)), [change])
  const goTo = useCallback(
    (row: TraceRow) => change((now) => select(reveal(now, ancestorsOf(view, row.index)), row.span.spanId)),
    [change, view],
  )
  const openSpan = useCallback(
    (id: SpanId) => {
      const row = view.rows[view.indexOf.get(id) ?? -1]
      if (row !== undefined) goTo(row)
    },
    [goTo, view],
  )
  const setTab = useCallback((tab: ViewerTab) => change((now) => ({ ...now, tab })), [change])
  const [typed, setTyped] = useDebouncedText(state.search, (text) => change((now) => ({ ...now, search: text })))

  const focusTree = () => frame.current?.querySelector<HTMLElement>('[role="tree"]')?.focus()
  const isBehind = typed !== search
  const stepToMatch = (step: 1 | -1) => {
    // Who types and presses Enter at once means what was typed, not what was found so far.
    const rows = isBehind ? findRows(index.length > 0 ? index : buildSearchIndex(view), typed) : found
    const next = stepMatch(rows, chosenIndex, step)
    change((now) => {
      const searched = { ...now, search: typed }
      return next === undefined
        ? searched
        : select(reveal(searched, ancestorsOf(view, next)), view.rows[next]!.span.spanId)
    })
  }
  const move = (step: 1 | -1) => {
    const at = selected === undefined ? -1 : rows.findIndex((row) => row.index === selected.index)
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))]
    if (next !== undefined) choose(next)
  }
  const left = () => {
    if (selected === undefined) return
    if (hasChildren(selected) && !collapsed.has(selected.span.spanId)) fold(selected)
    else if (selected.parentIndex !== -1) goTo(view.rows[selected.parentIndex]!)
  }
  const right = () => {
    if (selected === undefined || !hasChildren(selected)) return
    if (collapsed.has(selected.span.spanId)) change((now) => setCollapsed(now, selected.span.spanId, false))
    else choose(view.rows[selected.index + 1]!)
  }
  const foldAll = () => {
    const parents = view.rows.filter((row) => row.depth > 0 && hasChildren(row)).map((row) => row.span.spanId)
    change((now) => ({ ...now, collapsed: parents }))
  }
  const escape = () => {
    if (narrow && chosen !== undefined) change((now) => select(now, undefined))
    else if (state.search !== '') setTyped('')
    else focusTree()
  }
  useViewerKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ArrowLeft: left,
    ArrowRight: right,
    '[': foldAll,
    ']': () => change((now) => ({ ...now, collapsed: [] })),
    Enter: () => panel.current?.focus(),
    '/': () => input.current?.focus(),
    n: () => stepToMatch(1),
    N: () => stepToMatch(-1),
    Escape: escape,
    ...(keysHelp === 'own' && { '?': () => setShowsKeys(true) }),
    ...Object.fromEntries(VIEWER_TABS.map((tab, at) => [String(at + 1), () => setTab(tab)])),
  })

  const position = chosenIndex === undefined ? -1 : found.indexOf(chosenIndex)
  const tree = (
    <div className="lp-viewer__left">
      <div className="lp-viewer__bar">
        <SearchBox
          text={typed}
          onText={setTyped}
          found={isBehind ? undefined : found.length}
          current={position === -1 ? undefined : position + 1}
          onStep={stepToMatch}
          onLeave={focusTree}
          input={input}
        />
      </div>
      {view.rows.length === 0 ? (
        <EmptyState title="No spans yet">The trace has begun; its spans show here as they arrive.</EmptyState>
      ) : (
        <SpanTree
          rows={rows}
          ticks={ticks}
          hasCost={view.rows.some((row) => row.cost !== undefined)}
          selected={selected}
          collapsed={collapsed}
          found={foundSet}
          inSight={position === -1 ? found[0] : undefined}
          onSelect={choose}
          onToggle={fold}
          hovered={hovered}
          onHover={setHovered}
        />
      )}
      <TreeFoot spanCount={view.rows.length} failures={view.failures} hidden={view.rows.length - rows.length} />
    </div>
  )
  const details = selected !== undefined && (
    <SpanDetails
      view={view}
      row={selected}
      tab={state.tab}
      toolRuns={toolRuns}
      search={search}
      onTab={setTab}
      onOpenSpan={openSpan}
      onClose={narrow ? () => change((now) => select(now, undefined)) : undefined}
      panel={panel}
    />
  )
  return (
    <AttachmentHrefContext value={props.attachmentHref ?? NOWHERE}>
      <JsonLeafContext value={drawAttachment}>
        <div className="lp-viewer" data-theme={theme} ref={frame}>
          <TraceHeader
            info={info}
            view={view}
            nowMillis={nowMillis ?? openedMillis}
            actions={actions}
            sessionHref={sessionHref}
          />
          {view.rows.length > 0 && (
            <Minimap view={view} selected={selected} hovered={hovered} onHover={setHovered} onSelect={goTo} />
          )}
          <div className="lp-viewer__body">
            {narrow ? (
              <>
                {tree}
                {details && <div className="lp-viewer__over">{details}</div>}
              </>
            ) : (
              <SplitPane
                left={tree}
                right={details}
                initialShare={share ?? 0.46}
                minShare={0.22}
                maxShare={0.75}
                onShareChange={onShareChange}
                label="Width of the tree"
              />
            )}
          </div>
          {showsKeys && <KeysOverlay onClose={() => setShowsKeys(false)} />}
        </div>
      </JsonLeafContext>
    </AttachmentHrefContext>
  )
}

const NOWHERE: AttachmentHref = () => undefined

const drawAttachment: DrawLeaf = (text) => {
  const attachment = readAttachmentUri(text)
  return attachment === undefined ? undefined : <AttachmentView attachment={attachment} small />
}

interface TreeFootProps {
  readonly spanCount: number
  readonly failures: number
  readonly hidden: number
}

/** How much there is, and the keys that move through it. */
const TreeFoot = ({ spanCount, failures, hidden }: TreeFootProps) => (
  <footer className="lp-viewer__foot">
    <span>
      <b>{formatPlural(spanCount, 'span')}</b>
      {failures > 0 && <span className="lp-viewer__failed"> · {failures} failed</span>}
      {hidden > 0 && <span className="lp-faint"> · {formatPlural(hidden, 'folded', 'folded')}</span>}
    </span>
    <span className="lp-grow" />
    <span className="lp-viewer__hint">
      <Kbd>j</Kbd> <Kbd>k</Kbd> move
    </span>
    <span className="lp-viewer__hint">
      <Kbd>1</Kbd>–<Kbd>4</Kbd> tabs
    </span>
    <span className="lp-viewer__hint">
      <Kbd>?</Kbd> keys
    </span>
  </footer>
)
