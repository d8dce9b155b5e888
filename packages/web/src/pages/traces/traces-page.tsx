import { Button, EmptyState, ErrorState, Skeleton } from '@loupe-ai/viewer'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { keepLastExperiment } from '../../app/last-experiment.ts'
import { useDocumentTitle } from '../../app/use-document-title.ts'
import { useKeys } from '../../app/use-keys.ts'
import { useParts } from '../../app/use-parts.ts'
import { explainProblem, isMissing, isRefused } from '../../data/api-problem.ts'
import { experimentQuery } from '../../data/experiments-query.ts'
import { NotFoundPage } from '../not-found/not-found-page.tsx'
import { FilterBox } from './filter-box.tsx'
import { FilterExamples } from './filter-examples.tsx'
import { filterOf, isByWords } from './filter-words.ts'
import { listKeyOf } from './list-keys.ts'
import { ListFooter } from './list-footer.tsx'
import { LiveSign } from './live-sign.tsx'
import { NoTraces } from './no-traces.tsx'
import { StateFilter } from './state-filter.tsx'
import { TraceTable } from './trace-table.tsx'
import type { TracesSearch } from './traces-search.ts'
import { useTraceList } from './use-trace-list.ts'
import './traces-page.css'

const route = getRouteApi('/experiments/$experimentId/traces')
const SKELETON_COLUMNS = ['58px', '8px', '34%', '22%', '48px', '44px']

/** The traces of an experiment: found by filter, state and words, newest first, fresh by itself. */
export function TracesPage() {
  const { experimentId } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { api, listMemory } = useParts()
  const [isHeld, setIsHeld] = useState(false)
  const filter = filterOf(search)
  const listKey = listKeyOf(experimentId, filter)
  const traces = useTraceList(api, { experimentId, filter, isHeld })
  const experiment = useQuery(experimentQuery(api, experimentId))
  const box = useRef<HTMLInputElement>(null)
  useDocumentTitle(experiment.data?.name, 'Traces')

  useEffect(() => {
    listMemory.keepSearch(experimentId, search)
  }, [listMemory, experimentId, search])
  useEffect(() => {
    if (experiment.isSuccess) keepLastExperiment(experimentId)
  }, [experiment.isSuccess, experimentId])
  useKeys({
    '/': (event) => {
      event.preventDefault()
      box.current?.focus()
      box.current?.select()
    },
  })
  const change = useCallback(
    (changes: TracesSearch) => void navigate({ search: (before) => ({ ...before, ...changes }) }),
    [navigate],
  )

  if (isMissing(experiment.error)) return <NotFoundPage what={`There is no experiment ${experimentId}.`} />
  const { list, problem } = traces
  const isFiltered = filter !== undefined
  const refusal = isFiltered && isRefused(problem) ? problem : undefined
  const hasNoTraceYet = !isFiltered && list?.rows.length === 0 && !traces.isStale
  if (hasNoTraceYet) return <NoTraces experimentId={experimentId} experimentName={experiment.data?.name} />
  return (
    <div className="traces">
      <h1 className="lp-aloud">Traces of {experiment.data?.name ?? experimentId}</h1>
      <div className="traces__tools">
        <FilterBox
          ref={box}
          filter={search.filter ?? ''}
          problem={refusal?.message}
          onApply={(text) => change({ filter: text === '' ? undefined : text })}
        />
        <StateFilter chosen={search.state} onChoose={(state) => change({ state })} />
        <LiveSign problem={refusal === undefined ? problem : undefined} isPaused={refusal !== undefined} />
      </div>
      <div className="traces__body" data-stale={traces.isStale}>
        {list !== undefined && list.rows.length > 0 ? (
          <TraceTable
            key={listKey}
            listKey={listKey}
            experimentId={experimentId}
            traces={traces}
            rows={list.rows}
            onHold={setIsHeld}
          />
        ) : list !== undefined && !traces.isStale ? (
          <EmptyState
            title="Nothing matches this filter"
            action={<Button onClick={() => change({ filter: undefined, state: undefined })}>Clear the filter</Button>}
          >
            {isByWords(search.filter)
              ? 'Words are found whole; in double quotes they are found anywhere, as they stand there.'
              : 'New traces that match will show up here by themselves.'}
          </EmptyState>
        ) : problem !== undefined && refusal === undefined ? (
          <ErrorState title={explainProblem(problem).title}>{explainProblem(problem).advice}</ErrorState>
        ) : refusal === undefined ? (
          <Skeleton rows={12} columns={SKELETON_COLUMNS} />
        ) : (
          <FilterExamples onChoose={(text) => change({ filter: text })} />
        )}
      </div>
      {list !== undefined && <ListFooter rows={list.rows} hasMore={list.nextPageToken !== undefined} />}
    </div>
  )
}
