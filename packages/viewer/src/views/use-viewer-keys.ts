import { useEffect, useRef } from 'react'

/** What a key does, by `KeyboardEvent.key`. */
export type ViewerKeys = Readonly<Record<string, () => void>>

const TYPES_TEXT = 'input, textarea, select, [contenteditable="true"], dialog'
/** Where the arrows scroll or belong to a part of the page. */
const OWNS_ARROWS = '[role="tablist"], [role="separator"], [role="tabpanel"], [role="listbox"], [role="menu"]'

/**
 * Single keys of the viewer, while nobody types. Listens on the body, so that it comes before listeners on the document, which see
 * `defaultPrevented`.
 */
export function useViewerKeys(keys: ViewerKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const target = event.target instanceof Element ? event.target : document.body
      if (target.closest(TYPES_TEXT) !== null || document.querySelector('dialog[open]') !== null) return
      if (event.key.startsWith('Arrow') && target.closest(OWNS_ARROWS) !== null) return
      // Enter presses a button that has the focus.
      if (event.key === 'Enter' && target.closest('button, a, summary') !== null) return
      if (!Object.hasOwn(latest.current, event.key)) return
      event.preventDefault()
      latest.current[event.key]!()
    }
    document.body.addEventListener('keydown', onKeyDown)
    return () => document.body.removeEventListener('keydown', onKeyDown)
  }, [])
}
