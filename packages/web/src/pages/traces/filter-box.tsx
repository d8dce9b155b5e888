import { Icon, Kbd } from '@loupe-ai/viewer'
import { useId, useState, type KeyboardEvent, type Ref } from 'react'
import { FilterProblem } from './filter-problem.tsx'
import './filter-box.css'

export interface FilterBoxProps {
  readonly ref: Ref<HTMLInputElement>
  /** What is applied. */
  readonly filter: string
  /** What the server says about it. */
  readonly problem?: string
  readonly onApply: (filter: string) => void
}

/** Takes a filter or words; Enter applies, Escape takes back. */
export function FilterBox({ ref, filter, problem, onApply }: FilterBoxProps) {
  const [draft, setDraft] = useState({ text: filter, of: filter })
  const id = useId()
  // A draft belongs to the filter it began from: when another is applied, by the URL or a button, that one shows.
  const text = draft.of === filter ? draft.text : filter
  const setText = (changed: string) => setDraft({ text: changed, of: filter })
  const isChanged = text.trim() !== filter
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') onApply(text.trim())
    else if (event.key === 'Escape') {
      if (isChanged) setText(filter)
      else event.currentTarget.blur()
    }
  }
  return (
    <div className="filter" role="search">
      <div className="filter__box" data-wrong={problem !== undefined}>
        <Icon name="search" />
        <input
          ref={ref}
          className="filter__input"
          type="text"
          spellCheck={false}
          autoComplete="off"
          placeholder="filter, or words to find"
          aria-label="Filter, or words to find"
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {isChanged ? (
          <span className="filter__hint">
            <Kbd>Enter</Kbd>
          </span>
        ) : filter === '' ? (
          <span className="filter__hint">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button type="button" className="filter__clear" aria-label="Clear the filter" onClick={() => onApply('')}>
            <Icon name="close" size={12} />
          </button>
        )}
      </div>
      {problem !== undefined && (
        <FilterProblem
          id={`${id}-problem`}
          filter={filter}
          message={problem}
          onSearchWords={() => onApply(`"${filter.replaceAll('"', ' ').trim()}"`)}
        />
      )}
    </div>
  )
}
