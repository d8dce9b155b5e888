import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import './tabs.css'

export interface TabItem<Id extends string> {
  readonly id: Id
  readonly label: string
  /** Shown faint behind the label, such as a count. */
  readonly note?: ReactNode
  /** Lights the note as a warning of what is inside. */
  readonly alarm?: boolean
}

export interface TabsProps<Id extends string> {
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly active: Id
  readonly onSelect: (id: Id) => void
  /** Ids of the tabs are `<idPrefix>-tab-<id>`, and of the panels that they control `<idPrefix>-panel`. */
  readonly idPrefix: string
}

/** A row of tabs; ← and → move between them, as in the ARIA pattern. */
export function Tabs<Id extends string>({ label, items, active, onSelect, idPrefix }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const at = items.findIndex((item) => item.id === active)
    const next = items[(at + step + items.length) % items.length]!
    onSelect(next.id)
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${idPrefix}-tab-${next.id}`)}`)?.focus()
  }
  return (
    <div className="lp-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.id}
          id={`${idPrefix}-tab-${item.id}`}
          type="button"
          role="tab"
          className="lp-tabs__tab"
          aria-selected={item.id === active}
          aria-controls={`${idPrefix}-panel`}
          tabIndex={item.id === active ? 0 : -1}
          onClick={() => onSelect(item.id)}
        >
          {item.label}
          {item.note !== undefined && (
            <span className={item.alarm ? 'lp-tabs__note lp-tabs__note--alarm' : 'lp-tabs__note'}>{item.note}</span>
          )}
        </button>
      ))}
    </div>
  )
}
