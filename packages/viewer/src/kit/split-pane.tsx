import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import './split-pane.css'

export interface SplitPaneProps {
  readonly left: ReactNode
  readonly right: ReactNode
  /** Share of the left pane, 0 to 1, to begin with. */
  readonly initialShare?: number
  readonly minShare?: number
  readonly maxShare?: number
  /** Told when a drag or a key has changed the share, to be remembered. */
  readonly onShareChange?: (share: number) => void
  readonly label?: string
}

const KEY_STEP = 0.02

/** Two panes and a divider that the pointer drags and ← → move; a double click puts it back. */
export function SplitPane(props: SplitPaneProps) {
  const { left, right, initialShare = 0.46, minShare = 0.2, maxShare = 0.8, onShareChange, label = 'Resize' } = props
  const [share, setShare] = useState(initialShare)
  const frame = useRef<HTMLDivElement>(null)
  const clamp = (value: number) => Math.min(maxShare, Math.max(minShare, value))
  const settle = (value: number) => {
    setShare(clamp(value))
    onShareChange?.(clamp(value))
  }
  const shareAt = (clientX: number) => {
    const box = frame.current!.getBoundingClientRect()
    return (clientX - box.left) / box.width
  }
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setShare(clamp(shareAt(event.clientX)))
  }
  const onPointerUp = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) settle(shareAt(event.clientX))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -KEY_STEP : event.key === 'ArrowRight' ? KEY_STEP : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    settle(share + step)
  }
  return (
    <div className="lp-split" ref={frame} style={{ gridTemplateColumns: `${share * 100}% 1px minmax(0, 1fr)` }}>
      <div className="lp-split__pane">{left}</div>
      <div
        className="lp-split__divider"
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={Math.round(minShare * 100)}
        aria-valuemax={Math.round(maxShare * 100)}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onDoubleClick={() => settle(initialShare)}
        onKeyDown={onKeyDown}
      />
      <div className="lp-split__pane">{right}</div>
    </div>
  )
}
