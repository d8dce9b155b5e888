import { useEffect } from 'react'

/** Names the tab of the browser: the page first, so that narrow tabs still tell pages apart. */
export function useDocumentTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts.filter((part) => part !== undefined && part !== ''), 'Loupe'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
