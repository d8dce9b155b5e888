import { useEffect, useState, type ReactNode } from 'react'
import { Icon } from './icons.tsx'
import './copy-button.css'

export interface CopyButtonProps {
  /** The text, or how to make it when it is asked for. */
  readonly text: string | (() => string)
  /** What is copied, for the label: `Copy trace id`. */
  readonly label: string
  /** Shown beside the icon. */
  readonly children?: ReactNode
}

const SHOW_DONE_MILLIS = 1200

/** Copies to the clipboard and says so. Where the page may not, it selects nothing and says that too. */
export function CopyButton({ text, label, children }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'done' | 'refused'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), SHOW_DONE_MILLIS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => {
    const value = typeof text === 'function' ? text() : text
    // Absent on pages that are neither HTTPS nor localhost.
    if (navigator.clipboard === undefined) setState('refused')
    else
      navigator.clipboard.writeText(value).then(
        () => setState('done'),
        () => setState('refused'),
      )
  }
  return (
    <button
      type="button"
      className="lp-copy"
      data-state={state}
      aria-label={label}
      title={state === 'refused' ? 'The browser does not allow copying here' : label}
      onClick={copy}
    >
      {children}
      <Icon name={state === 'done' ? 'check' : state === 'refused' ? 'warning' : 'copy'} size={13} />
      <span className="lp-aloud" role="status">
        {state === 'done' ? 'Copied' : state === 'refused' ? 'Not copied' : ''}
      </span>
    </button>
  )
}
