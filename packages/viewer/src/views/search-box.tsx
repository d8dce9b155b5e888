import type { KeyboardEvent, RefObject } from 'react'
import { formatCount } from '../format/number.ts'
import { Icon } from '../kit/icons.tsx'
import { Kbd } from '../kit/kbd.tsx'
import './search-box.css'

export interface SearchBoxProps {
  readonly text: string
  readonly onText: (text: string) => void
  /** How many spans were found, absent while it is not known yet, and which of them is chosen, from 1. */
  readonly found: number | undefined
  readonly current: number | undefined
  readonly onStep: (step: 1 | -1) => void
  readonly onLeave: () => void
  readonly input: RefObject<HTMLInputElement | null>
}

/** Searches names, inputs, outputs and attributes of all spans. Enter goes on to the next, Escape clears, then leaves. */
export function SearchBox({ text, onText, found, current, onStep, onLeave, input }: SearchBoxProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape' && text !== '') onText('')
    else if (event.key === 'Escape' || event.key === 'ArrowDown') onLeave()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="lp-search">
      <Icon name="search" size={13} />
      <input
        ref={input}
        type="text"
        role="searchbox"
        value={text}
        placeholder="Search this trace"
        aria-label="Search this trace"
        spellCheck={false}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text === '' ? (
        <Kbd>/</Kbd>
      ) : (
        <>
          <span className="lp-search__count" role="status">
            {found === undefined
              ? '…'
              : found === 0
                ? 'nothing found'
                : current === undefined
                  ? `${formatCount(found)} found`
                  : `${formatCount(current)} / ${formatCount(found)}`}
          </span>
          <button
            type="button"
            aria-label="Previous match"
            title="Previous match (N)"
            disabled={found === 0}
            onClick={() => onStep(-1)}
          >
            <Icon name="chevronUp" size={13} />
          </button>
          <button
            type="button"
            aria-label="Next match"
            title="Next match (n)"
            disabled={found === 0}
            onClick={() => onStep(1)}
          >
            <Icon name="chevronDown" size={13} />
          </button>
          <Kbd>n</Kbd>
        </>
      )}
    </div>
  )
}
