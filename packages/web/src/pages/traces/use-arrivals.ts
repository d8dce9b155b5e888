import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useParts } from '../../app/use-parts.ts'
import { experimentsQuery, newestTraceQuery } from '../../data/experiments-query.ts'

const WATCH_MILLIS = 2_000

/**
 * Watches the other experiments while this one is empty. If nothing at all was there and the first trace lands in
 * another one, goes there; else returns the experiment with the newest trace, to be offered.
 */
export function useArrivals(
  experimentId: string,
): { readonly experimentId: string; readonly name: string } | undefined {
  const { api } = useParts()
  const navigate = useNavigate()
  const { data: experiments = [] } = useInfiniteQuery({ ...experimentsQuery(api), refetchInterval: WATCH_MILLIS })
  const others = experiments.map((one) => one.experiment_id).filter((id) => id !== experimentId)
  const { data: newest } = useQuery({
    ...newestTraceQuery(api, others),
    enabled: others.length > 0,
    refetchInterval: WATCH_MILLIS,
    placeholderData: keepPreviousData,
  })
  const wasEmpty = useRef(false)
  const foundIn = newest?.trace_location.mlflow_experiment?.experiment_id
  const nothingAnywhere = newest === null || (experiments.length > 0 && others.length === 0)
  useEffect(() => {
    if (nothingAnywhere) wasEmpty.current = true
    else if (foundIn !== undefined && wasEmpty.current) {
      wasEmpty.current = false
      void navigate({ to: '/experiments/$experimentId/traces', params: { experimentId: foundIn }, replace: true })
    }
  }, [nothingAnywhere, foundIn, navigate])
  const found = experiments.find((one) => one.experiment_id === foundIn)
  return found === undefined ? undefined : { experimentId: found.experiment_id, name: found.name }
}
