import { attachmentUrlPath } from '@loupe-ai/contract/paths'
import { ErrorState, Skeleton, traceTitle, TraceViewer, type AttachmentHref, type ViewerState } from '@loupe-ai/viewer'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { useDocumentTitle } from '../../app/use-document-title.ts'
import { keepTreeShare, readTreeShare } from '../../app/tree-share.ts'
import { useKeys } from '../../app/use-keys.ts'
import { useNow } from '../../app/use-now.ts'
import { useParts } from '../../app/use-parts.ts'
import { explainProblem, isMissing } from '../../data/api-problem.ts'
import { traceQuery, type LoadedTrace } from '../../data/trace-query.ts'
import { NotFoundPage } from '../not-found/not-found-page.tsx'
import { sessionFilter } from '../traces/filter-words.ts'
import type { TracesSearch } from '../traces/traces-search.ts'
import { TraceNeighbours } from './trace-neighbours.tsx'
import { searchOfState, stateOfSearch } from './viewer-url.ts'

const route = getRouteApi('/experiments/$experimentId/traces/$traceId')
const POLL_MILLIS = 2_000
const CLOCK_STEP_MILLIS = 10_000
const NOTHING_FOLDED: ViewerState['collapsed'] = []

/** One trace. While it runs it is asked for again and fills in. */
export function TracePage() {
  const { experimentId, traceId } = route.useParams()
  const navigate = route.useNavigate()
  const { api, listMemory } = useParts()
  const { data, error } = useQuery({
    ...traceQuery(api, traceId),
    refetchInterval: ({ state }) => (state.data !== undefined && !isRunning(state.data) ? false : POLL_MILLIS),
  })
  useDocumentTitle(data === undefined ? traceId : traceTitle(data.info))
  useKeys({
    u: () =>
      void navigate({
        to: '/experiments/$experimentId/traces',
        params: { experimentId },
        search: listMemory.searchOf<TracesSearch>(experimentId) ?? {},
      }),
  })

  if (data !== undefined) return <ViewedTrace key={traceId} trace={data} />
  if (isMissing(error)) return <NotFoundPage what={`There is no trace ${traceId}. It may have been deleted.`} />
  if (error !== null) return <ErrorState title={explainProblem(error).title}>{explainProblem(error).advice}</ErrorState>
  return <Skeleton rows={14} rowHeight={30} />
}

/** Relative to the base of the page, so that it also works behind a proxy that puts a prefix in front of us. */
const attachmentHref: AttachmentHref = ({ traceId, id }) =>
  new URL(`.${attachmentUrlPath(traceId, id)}`, document.baseURI).href

const isRunning = ({ info }: LoadedTrace): boolean => info.state === 'IN_PROGRESS'

/** The viewer with its state in the URL. */
function ViewedTrace({ trace }: { readonly trace: LoadedTrace }) {
  const search = route.useSearch()
  const { experimentId } = route.useParams()
  const navigate = route.useNavigate()
  const router = useRouter()
  const now = useNow(CLOCK_STEP_MILLIS)
  const [share] = useState(readTreeShare)
  const [collapsed, setCollapsed] = useState(NOTHING_FOLDED)
  const state = useMemo(() => stateOfSearch(search, collapsed), [search, collapsed])
  const change = useCallback(
    (next: ViewerState) => {
      setCollapsed(next.collapsed)
      // Stepping through spans is not a step in the browser's history: back leads to the list.
      void navigate({ search: searchOfState(next), replace: true })
    },
    [navigate],
  )
  const sessionHref = (session: string) =>
    router.buildLocation({
      to: '/experiments/$experimentId/traces',
      params: { experimentId },
      search: { filter: sessionFilter(session) },
    }).publicHref
  return (
    <TraceViewer
      info={trace.info}
      spans={trace.spans}
      state={state}
      onStateChange={change}
      sessionHref={sessionHref}
      actions={<TraceNeighbours traceId={trace.info.traceId} />}
      share={share}
      onShareChange={keepTreeShare}
      attachmentHref={attachmentHref}
      nowMillis={now}
      keysHelp="of the page"
    />
  )
}
