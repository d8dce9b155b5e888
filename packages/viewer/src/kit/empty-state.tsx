import type { ReactNode } from 'react'
import './states.css'

export interface EmptyStateProps {
  readonly title: string
  /** Whether it is all that the page says, so that its title is that of the page. */
  readonly isPage?: boolean
  /** What to do. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Says why there is nothing here, and what to do. */
export const EmptyState = ({ title, isPage = false, children, action }: EmptyStateProps) => (
  <div className="lp-state">
    {isPage ? <h1 className="lp-state__title">{title}</h1> : <h2 className="lp-state__title">{title}</h2>}
    {children !== undefined && <div className="lp-state__text">{children}</div>}
    {action !== undefined && <div className="lp-state__action">{action}</div>}
  </div>
)
