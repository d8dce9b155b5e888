import type { TraceInfo } from '@loupe-ai/model'
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { isRefused } from '../../data/api-problem.ts'
import type { Api } from '../../data/api.ts'
import { fetchTraces } from '../../data/traces-query.ts'
import { rowsKeyOf, type RowsKey } from './list-keys.ts'
import { appendPage, newsOf, withNews, withUpdates, type TraceRows } from './trace-rows.ts'
import { useRunningRows } from './use-running-rows.ts'

const POLL_MILLIS = 2_000
const POLL_AFTER_FAILURE_MILLIS = 4_000
const KEEP_MILLIS = 10 * 60_000

export interface TraceListQuery {
  readonly experimentId: string
  readonly filter?: string
  /** Nothing may move: someone reads, has selected something or scrolled. New rows wait. */
  readonly isHeld: boolean
}

export interface TraceList {
  /** Absent until the first answer. Rows of the filter before, while the present one has no answer. */
  readonly list?: TraceRows
  /** `list` belongs to the filter before. */
  readonly isStale: boolean
  readonly waiting: readonly TraceInfo[]
  /** More may wait than `waiting` holds. */
  readonly hasGap: boolean
  readonly showWaiting: () => void
  /** The last poll failed; the next one is on its way unless the request itself was wrong. */
  readonly problem?: Error
  readonly more: { readonly isLoading: boolean; readonly problem?: Error; readonly load: () => void }
}

const NOTHING: readonly TraceInfo[] = []

/** An experiment's traces, newest first, kept fresh by polling the newest page. */
export function useTraceList(api: Api, { experimentId, filter, isHeld }: TraceListQuery): TraceList {
  const client = useQueryClient()
  const rowsKey = useMemo(() => rowsKeyOf(experimentId, filter), [experimentId, filter])
  const polled = useQuery({
    queryKey: ['newest-traces', experimentId, filter ?? ''],
    queryFn: ({ signal }) => fetchTraces(api, { experimentId, filter }, signal),
    retry: false,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      isRefused(state.error) ? false : state.error === null ? POLL_MILLIS : POLL_AFTER_FAILURE_MILLIS,
  })
  const { data: list, isPlaceholderData } = useQuery<TraceRows>({
    queryKey: rowsKey,
    // Filled below, from the polls and the pages.
    queryFn: skipToken,
    gcTime: KEEP_MILLIS,
    structuralSharing: false,
    placeholderData: (before, query) => (query?.queryKey[1] === experimentId ? before : undefined),
  })
  const shown = isPlaceholderData ? undefined : list
  const newest = polled.data
  const news = useMemo(
    () => (shown === undefined || newest === undefined ? undefined : newsOf(shown, newest)),
    [shown, newest],
  )

  useRunningRows(api, rowsKey, shown, newest)
  useEffect(() => {
    if (newest === undefined) return
    client.setQueryData<TraceRows>(rowsKey, (current) => {
      if (current === undefined) return { rows: newest.items, nextPageToken: newest.nextPageToken }
      return isHeld ? withUpdates(current, newsOf(current, newest)) : withNews(current, newest)
    })
  }, [client, rowsKey, newest, isHeld])

  const showWaiting = useCallback(() => {
    if (newest !== undefined) {
      client.setQueryData<TraceRows>(rowsKey, (current) =>
        current === undefined ? undefined : withNews(current, newest),
      )
    }
  }, [client, rowsKey, newest])

  return {
    list,
    isStale: isPlaceholderData,
    waiting: isHeld ? (news?.newRows ?? NOTHING) : NOTHING,
    hasGap: isHeld && (news?.hasGap ?? false),
    showWaiting,
    problem: polled.error ?? undefined,
    more: useMore(api, experimentId, filter, rowsKey),
  }
}

/** Loads the page below what is loaded, one at a time. */
function useMore(api: Api, experimentId: string, filter: string | undefined, rowsKey: RowsKey): TraceList['more'] {
  const client = useQueryClient()
  const [state, setState] = useState<{ key: readonly string[]; isLoading: boolean; problem?: Error }>()
  const mine = state?.key === rowsKey ? state : undefined
  const isLoading = mine?.isLoading ?? false
  const load = useCallback(() => {
    const pageToken = client.getQueryData<TraceRows>(rowsKey)?.nextPageToken
    if (pageToken === undefined || isLoading) return
    setState({ key: rowsKey, isLoading: true })
    fetchTraces(api, { experimentId, filter, pageToken }).then(
      (page) => {
        // Over a gap the list may have begun anew meanwhile; then this page does not follow it.
        client.setQueryData<TraceRows>(rowsKey, (current) =>
          current?.nextPageToken === pageToken ? appendPage(current, page) : current,
        )
        setState({ key: rowsKey, isLoading: false })
      },
      (problem: Error) => setState({ key: rowsKey, isLoading: false, problem }),
    )
  }, [api, client, experimentId, filter, rowsKey, isLoading])
  return { isLoading, problem: mine?.problem, load }
}
