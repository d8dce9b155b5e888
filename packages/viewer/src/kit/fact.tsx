import type { ReactNode } from 'react'
import './fact.css'

export interface FactProps {
  readonly label: string
  readonly title?: string
  readonly children: ReactNode
}

/** `label value` on one line: the label faint, the value firm. */
export const Fact = ({ label, title, children }: FactProps) => (
  <div className="lp-fact" title={title}>
    <dt className="lp-fact__label">{label}</dt>
    <dd className="lp-fact__value">{children}</dd>
  </div>
)

/** A line of facts. */
export const Facts = ({ children }: { readonly children: ReactNode }) => <dl className="lp-facts">{children}</dl>
