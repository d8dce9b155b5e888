import type { ReactNode } from 'react'
import './chip.css'

export type Tone = 'neutral' | 'ok' | 'error' | 'warn' | 'run'

export interface ChipProps {
  readonly tone?: Tone
  /** A dot before the word; for states. */
  readonly dot?: boolean
  readonly title?: string
  readonly children: ReactNode
}

/** A word that says a state or a kind. The word carries the meaning, the colour helps. */
export const Chip = ({ tone = 'neutral', dot = false, title, children }: ChipProps) => (
  <span className={`lp-chip lp-chip--${tone}`} title={title}>
    {dot && <span className="lp-chip__dot" aria-hidden="true" />}
    {children}
  </span>
)
