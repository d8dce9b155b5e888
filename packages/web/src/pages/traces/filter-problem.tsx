import { wrongPartOf } from './wrong-part.ts'

export interface FilterProblemProps {
  readonly id: string
  readonly filter: string
  readonly message: string
  readonly onSearchWords: () => void
}

/** What the server says about a filter that it does not understand, and where. The rows below stay as they were. */
export function FilterProblem({ id, filter, message, onSearchWords }: FilterProblemProps) {
  const part = wrongPartOf(filter)
  return (
    <div className="filter__problem" id={id} role="alert">
      {part !== undefined && (
        <pre className="filter__where" aria-hidden="true">
          {part.before}
          <mark>{part.wrong || ' '}</mark>
          {part.after}
        </pre>
      )}
      <p className="filter__message">{part?.message ?? message}</p>
      {part?.hint !== undefined && <p className="filter__advice">{part.hint}</p>}
      <button type="button" className="filter__words" onClick={onSearchWords}>
        Search for these words instead
      </button>
    </div>
  )
}
