import type { SpanId } from '@loupe-ai/model'

export const VIEWER_TABS = ['conversation', 'io', 'attributes', 'events'] as const
export type ViewerTab = (typeof VIEWER_TABS)[number]

/** Everything that a link to a view of a trace must hold. Plain data. */
export interface ViewerState {
  /** The span whose details show; none means the root, and on a narrow screen the tree alone. */
  readonly selected?: SpanId
  readonly tab: ViewerTab
  readonly search: string
  /** Spans whose children are folded away. */
  readonly collapsed: readonly SpanId[]
}

export const INITIAL_VIEWER_STATE: ViewerState = { tab: 'conversation', search: '', collapsed: [] }

export const select = (state: ViewerState, selected: SpanId | undefined): ViewerState => ({ ...state, selected })

export const setCollapsed = (state: ViewerState, id: SpanId, collapsed: boolean): ViewerState => ({
  ...state,
  collapsed: collapsed
    ? [...state.collapsed.filter((other) => other !== id), id]
    : state.collapsed.filter((other) => other !== id),
})

export const toggle = (state: ViewerState, id: SpanId): ViewerState =>
  setCollapsed(state, id, !state.collapsed.includes(id))

/** Opens whatever hides a row; `ancestors` are the spans above it. */
export const reveal = (state: ViewerState, ancestors: readonly SpanId[]): ViewerState => {
  const opened = new Set(ancestors)
  return { ...state, collapsed: state.collapsed.filter((id) => !opened.has(id)) }
}
