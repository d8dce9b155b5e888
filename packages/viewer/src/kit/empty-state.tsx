import type { ReactNode } from 'react'
import './states.css'

export interface EmptyStateProps {
  readonly title: string
  /** What to do. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Says why there is nothing here, and what to do. */
export const EmptyState = ({ title, children, action }: EmptyStateProps) => (
  <div className="lp-state">
    <h2 className="lp-state__title">{title}</h2>
    {children !== undefined && <div className="lp-state__text">{children}</div>}
    {action !== undefined && <div className="lp-state__action">{action}</div>}
  </div>
)
