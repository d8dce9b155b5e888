import type { Page, TraceInfo } from '@loupe-ai/model'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { Api } from '../../data/api.ts'
import { getTraceInfo } from '../../data/trace-query.ts'
import { runningBelow, withRows, type TraceRows } from './trace-rows.ts'

const ASK_MILLIS = 5_000

/** Polling sees the newest page only: rows below it that still run are asked for one by one, until they have ended. */
export function useRunningRows(
  api: Api,
  rowsKey: readonly string[],
  shown: TraceRows | undefined,
  newest: Page<TraceInfo> | undefined,
): void {
  const client = useQueryClient()
  const ids = useMemo(
    () => (shown === undefined || newest === undefined ? [] : runningBelow(shown, newest)),
    [shown, newest],
  )
  const { data } = useQuery({
    queryKey: ['running-traces', ids],
    queryFn: async ({ signal }) => {
      const asked = await Promise.allSettled(ids.map((id) => getTraceInfo(api, id, signal)))
      return asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    },
    enabled: ids.length > 0,
    refetchInterval: ASK_MILLIS,
    gcTime: 0,
  })
  useEffect(() => {
    if (data === undefined) return
    client.setQueryData<TraceRows>(rowsKey, (current) => (current === undefined ? undefined : withRows(current, data)))
  }, [client, rowsKey, data])
}
