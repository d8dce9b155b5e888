import { Button, Icon, Kbd } from '@loupe-ai/viewer'
import type { TraceId } from '@loupe-ai/model'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useKeys } from '../../app/use-keys.ts'
import { useParts } from '../../app/use-parts.ts'
import { filterOf } from '../traces/filter-words.ts'
import { listKeyOf, rowsKeyOf } from '../traces/list-keys.ts'
import type { TraceRows } from '../traces/trace-rows.ts'
import type { TracesSearch } from '../traces/traces-search.ts'
import './trace-neighbours.css'

const route = getRouteApi('/experiments/$experimentId/traces/$traceId')

/** Steps through the list that one came from, without going back to it. Nothing when one came by a link. */
export function TraceNeighbours({ traceId }: { readonly traceId: TraceId }) {
  const { experimentId } = route.useParams()
  const navigate = route.useNavigate()
  const { listMemory } = useParts()
  const client = useQueryClient()
  const filter = filterOf(listMemory.searchOf<TracesSearch>(experimentId) ?? {})
  const list = client.getQueryData<TraceRows>(rowsKeyOf(experimentId, filter))
  const at = list?.rows.findIndex((row) => row.traceId === traceId) ?? -1
  const go = (step: number) => {
    const next = list?.rows[at + step]
    if (at < 0 || next === undefined) return
    // Going back to the list then finds the trace that was looked at last.
    const listKey = listKeyOf(experimentId, filter)
    listMemory.keepPlace(listKey, { ...listMemory.placeOf(listKey), selected: next.traceId })
    void navigate({
      params: { experimentId, traceId: next.traceId },
      search: (before) => ({ ...before, span: undefined }),
      replace: true,
    })
  }
  useKeys({ J: () => go(1), K: () => go(-1) })
  if (list === undefined || at < 0 || list.rows.length < 2) return null
  return (
    <div className="neighbours" role="group" aria-label="Traces of the list">
      <span className="neighbours__place">
        {at + 1} of {list.rows.length}
        {list.nextPageToken !== undefined && '+'}
      </span>
      <Button
        square
        disabled={at === 0}
        aria-label="Previous trace of the list"
        title="Previous trace: K"
        onClick={() => go(-1)}
      >
        <Icon name="chevronUp" />
      </Button>
      <Button
        square
        disabled={at === list.rows.length - 1}
        aria-label="Next trace of the list"
        title="Next trace: J"
        onClick={() => go(1)}
      >
        <Icon name="chevronDown" />
      </Button>
      <span className="neighbours__keys">
        <Kbd>K</Kbd> <Kbd>J</Kbd>
      </span>
    </div>
  )
}
