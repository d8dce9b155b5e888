import { useEffect, useRef } from 'react'

/** What a key does; the key as `KeyboardEvent.key` has it. */
export type KeyTable = Readonly<Record<string, (event: KeyboardEvent) => void>>

const TYPES_TEXT = 'input, textarea, select, [contenteditable="true"]'

/** Listens for single keys, but not while someone types, uses a dialog or holds a modifier. */
export function useKeys(table: KeyTable): void {
  const latest = useRef(table)
  useEffect(() => {
    latest.current = table
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const target = event.target
      if (target instanceof Element && target.closest(`${TYPES_TEXT}, dialog, [role="listbox"]`) !== null) return
      if (document.querySelector('dialog[open]') !== null) return
      if (Object.hasOwn(latest.current, event.key)) latest.current[event.key]?.(event)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
