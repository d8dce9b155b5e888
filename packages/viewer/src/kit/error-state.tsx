import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'
import './states.css'

export interface ErrorStateProps {
  /** What happened. */
  readonly title: string
  /** The cause as text, and what to try. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

export const ErrorState = ({ title, children, action }: ErrorStateProps) => (
  <div className="lp-state lp-state--error" role="alert">
    <h2 className="lp-state__title">
      <Icon name="warning" size={16} />
      {title}
    </h2>
    {children !== undefined && <div className="lp-state__text">{children}</div>}
    {action !== undefined && <div className="lp-state__action">{action}</div>}
  </div>
)
