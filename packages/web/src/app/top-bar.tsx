import { Button, Kbd } from '@loupe-ai/viewer'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { traceQuery } from '../data/trace-query.ts'
import { nameOfTrace } from '../data/trace-words.ts'
import type { TracesSearch } from '../pages/traces/traces-search.ts'
import { ExperimentPicker } from './experiment-picker.tsx'
import { Mark } from './mark.tsx'
import { ThemeToggle } from './theme-toggle.tsx'
import { useParts } from './use-parts.ts'

/** Where one is, and what is always at hand. */
export function TopBar({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const { experimentId, traceId } = useParams({ strict: false })
  const { api } = useParts()
  return (
    <header className="top-bar">
      <Link to="/" preload={false} className="top-bar__brand" aria-label="Loupe, start page">
        <Mark />
        <span className="top-bar__word">Loupe</span>
      </Link>
      {experimentId !== undefined && <ExperimentPicker api={api} experimentId={experimentId} />}
      {experimentId === undefined ? (
        <nav className="top-bar__tabs" aria-label="Pages">
          <Link to="/experiments" className="top-bar__tab">
            Experiments
          </Link>
        </nav>
      ) : traceId === undefined ? (
        <nav className="top-bar__tabs" aria-label="Pages of the experiment">
          <Link to="/experiments/$experimentId/traces" params={{ experimentId }} className="top-bar__tab">
            Traces
          </Link>
        </nav>
      ) : (
        <TraceCrumbs experimentId={experimentId} traceId={traceId} />
      )}
      <div className="top-bar__tools">
        <ThemeToggle />
        <Button
          look="quiet"
          square
          className="top-bar__keys"
          aria-label="Show all keys"
          title="All keys"
          onClick={onShowKeys}
        >
          <Kbd>?</Kbd>
        </Button>
      </div>
    </header>
  )
}

function TraceCrumbs({ experimentId, traceId }: { readonly experimentId: string; readonly traceId: string }) {
  const { api, listMemory } = useParts()
  const { data } = useQuery({ ...traceQuery(api, traceId), enabled: false })
  return (
    <nav className="top-bar__crumbs" aria-label="Where you are">
      <span className="top-bar__slash" aria-hidden="true">
        /
      </span>
      <Link
        to="/experiments/$experimentId/traces"
        params={{ experimentId }}
        search={listMemory.searchOf<TracesSearch>(experimentId) ?? {}}
      >
        Traces
      </Link>
      <span className="top-bar__slash" aria-hidden="true">
        /
      </span>
      <bdi className="lp-cut" aria-current="page">
        {data === undefined ? traceId : nameOfTrace(data.info)}
      </bdi>
    </nav>
  )
}
