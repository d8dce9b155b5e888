import { useState, type ReactNode } from 'react'
import { formatCount } from '../../format/number.ts'
import { headOf } from '../../format/one-line.ts'
import './cut-text.css'

export interface CutTextProps {
  readonly text: string
  /** How much shows to begin with. */
  readonly characters: number
  readonly children: (shown: string) => ReactNode
}

/** More than this at once would make the page slow: then the rest comes piece by piece. */
const MAX_STEP = 50_000

/** A long text, cut; says how much is missing and offers it. */
export function CutText({ text, characters, children }: CutTextProps) {
  const [limit, setLimit] = useState(characters)
  const left = text.length - limit
  // A cut that hides a few words is no help.
  if (left <= 40) {
    return (
      <>
        {children(text)}
        {limit > characters && (
          <button type="button" className="lp-more" onClick={() => setLimit(characters)}>
            show less
          </button>
        )}
      </>
    )
  }
  return (
    <>
      {children(`${headOf(text, limit).trimEnd()}…`)}
      <button type="button" className="lp-more" onClick={() => setLimit(limit + Math.min(left, MAX_STEP))}>
        {formatCount(left)} more characters
      </button>
    </>
  )
}
