import { Button } from '@loupe-ai/viewer'
import { explainProblem } from '../../data/api-problem.ts'
import type { TraceList } from './use-trace-list.ts'

/** The end of the list: more comes, could not come, or there is no more. */
export function MoreRows({ hasMore, more }: { readonly hasMore: boolean; readonly more: TraceList['more'] }) {
  if (!hasMore) return null
  if (more.problem !== undefined) {
    return (
      <div className="trace-table__more" role="alert">
        {explainProblem(more.problem).title}. <Button onClick={more.load}>Load more</Button>
      </div>
    )
  }
  return (
    <div className="trace-table__more" role="row">
      <span role="cell" aria-live="polite">
        {more.isLoading ? 'Loading older traces…' : ' '}
      </span>
    </div>
  )
}
