import { problemPosition } from './problem-position.ts'

export interface FilterProblemProps {
  readonly id: string
  readonly filter: string
  readonly message: string
  readonly onSearchWords: () => void
}

/** What the server says about a filter that it does not understand, and where. The rows below stay as they were. */
export function FilterProblem({ id, filter, message, onSearchWords }: FilterProblemProps) {
  const at = problemPosition(message, filter)
  const wordEnd = at === undefined ? 0 : at + (/^\S+/.exec(filter.slice(at))?.[0].length ?? 0)
  return (
    <div className="filter__problem" id={id} role="alert">
      {at !== undefined && (
        <pre className="filter__where" aria-hidden="true">
          {filter.slice(0, at)}
          <mark>{filter.slice(at, wordEnd) || ' '}</mark>
          {filter.slice(wordEnd)}
        </pre>
      )}
      <p className="filter__message">{message}</p>
      <button type="button" className="filter__words" onClick={onSearchWords}>
        Search for these words instead
      </button>
    </div>
  )
}
