import { Button, EmptyState, ErrorState, formatAgo, formatDateTime, Skeleton } from '@loupe-ai/viewer'
import type { ExperimentJson } from '@loupe-ai/contract'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDocumentTitle } from '../../app/use-document-title.ts'
import { useNow } from '../../app/use-now.ts'
import { useParts } from '../../app/use-parts.ts'
import { explainProblem } from '../../data/api-problem.ts'
import { experimentsQuery, newestTraceQuery } from '../../data/experiments-query.ts'
import { rowText } from '../../data/trace-words.ts'
import './experiments-page.css'

const REFRESH_MILLIS = 10_000

/** All experiments, newest first, each with what happened in it last. */
export function ExperimentsPage() {
  useDocumentTitle('Experiments')
  const { api } = useParts()
  const now = useNow(REFRESH_MILLIS)
  const query = useInfiniteQuery({ ...experimentsQuery(api), refetchInterval: REFRESH_MILLIS })
  const { data: experiments, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return (
    <div className="experiments">
      <h1 className="experiments__title">Experiments</h1>
      {experiments === undefined ? (
        error === null ? (
          <Skeleton rows={6} columns={['34%', '28%', '90px']} />
        ) : (
          <ErrorState title={explainProblem(error).title}>{explainProblem(error).advice}</ErrorState>
        )
      ) : experiments.length === 0 ? (
        <EmptyState title="No experiments">They appear when something sends traces under their name.</EmptyState>
      ) : (
        <table className="experiments__table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="experiments__latest">
                Latest trace
              </th>
              <th scope="col" className="lp-num">
                When
              </th>
              <th scope="col" className="lp-num experiments__created">
                Created
              </th>
            </tr>
          </thead>
          <tbody>
            {experiments.map((experiment) => (
              <ExperimentRow key={experiment.experiment_id} experiment={experiment} nowMillis={now} />
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <div className="experiments__more">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </div>
  )
}

function ExperimentRow({ experiment, nowMillis }: { readonly experiment: ExperimentJson; readonly nowMillis: number }) {
  const { api } = useParts()
  const { data: newest } = useQuery({
    ...newestTraceQuery(api, [experiment.experiment_id]),
    refetchInterval: REFRESH_MILLIS,
  })
  const newestMillis = newest == null ? undefined : Date.parse(newest.request_time)
  return (
    <tr>
      <td className="lp-cut">
        <Link
          to="/experiments/$experimentId/traces"
          params={{ experimentId: experiment.experiment_id }}
          className="experiments__link"
        >
          <bdi>{experiment.name}</bdi>
        </Link>
      </td>
      <td className="experiments__latest lp-cut">
        {newest === null ? (
          <span className="lp-faint">no traces yet</span>
        ) : (
          <bdi>{rowText(newest?.request_preview ?? newest?.tags?.['mlflow.traceName'])}</bdi>
        )}
      </td>
      <td className="lp-num" title={newestMillis === undefined ? undefined : formatDateTime(newestMillis)}>
        {newestMillis === undefined ? '' : formatAgo(newestMillis, nowMillis)}
      </td>
      <td className="lp-num experiments__created" title={formatDateTime(experiment.creation_time)}>
        {formatAgo(experiment.creation_time, nowMillis)}
      </td>
    </tr>
  )
}
