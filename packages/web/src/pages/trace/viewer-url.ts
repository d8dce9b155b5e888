import { spanId } from '@loupe-ai/model'
import { VIEWER_TABS, type ViewerState } from '@loupe-ai/viewer'
import type { TraceSearch } from './trace-search.ts'

/** What of the viewer's state the URL holds; the defaults are not spelled out. */
export const searchOfState = ({ selected, tab, search }: ViewerState): TraceSearch => ({
  ...(selected !== undefined && { span: selected }),
  ...(tab !== VIEWER_TABS[0] && { tab }),
  ...(search !== '' && { q: search }),
})

/** The reverse; what is folded is not in the URL and stays as it is. */
export const stateOfSearch = (search: TraceSearch, collapsed: ViewerState['collapsed']): ViewerState => ({
  selected: search.span === undefined ? undefined : spanId(search.span),
  tab: VIEWER_TABS.find((tab) => tab === search.tab) ?? VIEWER_TABS[0],
  search: search.q ?? '',
  collapsed,
})
