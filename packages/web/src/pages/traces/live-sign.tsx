import { explainProblem } from '../../data/api-problem.ts'

export interface LiveSignProps {
  readonly problem?: Error
  readonly isPaused: boolean
}

/** Says whether the list is fresh. */
export function LiveSign({ problem, isPaused }: LiveSignProps) {
  const state = problem !== undefined ? 'broken' : isPaused ? 'paused' : 'live'
  const title =
    problem !== undefined
      ? `${explainProblem(problem).title}. ${explainProblem(problem).advice}`
      : isPaused
        ? 'Waits for a filter that the server understands'
        : 'Asks for new traces every 2 seconds while this page is visible'
  return (
    <span className="live-sign" data-state={state} title={title} role="status">
      <span className="live-sign__dot" aria-hidden="true" />
      {state === 'broken' ? 'Offline' : state === 'paused' ? 'Paused' : 'Live'}
    </span>
  )
}
