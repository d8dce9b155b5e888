import type { StateChoice } from './traces-search.ts'
import './state-filter.css'

const CHOICES: readonly { readonly state: StateChoice | undefined; readonly label: string }[] = [
  { state: undefined, label: 'All' },
  { state: 'ok', label: 'OK' },
  { state: 'error', label: 'Error' },
  { state: 'running', label: 'Running' },
]

export interface StateFilterProps {
  readonly chosen: StateChoice | undefined
  readonly onChoose: (state: StateChoice | undefined) => void
}

/** One press shows only what failed, or what runs. */
export const StateFilter = ({ chosen, onChoose }: StateFilterProps) => (
  <div className="state-filter" role="group" aria-label="State">
    {CHOICES.map(({ state, label }) => (
      <button
        key={label}
        type="button"
        className="state-filter__choice"
        aria-pressed={state === chosen}
        onClick={() => onChoose(state)}
      >
        {state !== undefined && <span className="state-mark" data-state={state} aria-hidden="true" />}
        {label}
      </button>
    ))}
  </div>
)
