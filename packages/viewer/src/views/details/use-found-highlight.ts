import { useEffect, type RefObject } from 'react'

const NAME = 'lp-found'
const MAX_RANGES = 500

/**
 * Lights up every occurrence of `search` in the text below `root`, whatever rendered it, without touching an element (CSS Custom
 * Highlight API; browsers without it show nothing), and brings the first into sight.
 */
export function useFoundHighlight(root: RefObject<HTMLElement | null>, search: string): void {
  useEffect(() => {
    const element = root.current
    const wanted = search.trim().toLowerCase()
    if (element === null || wanted === '' || typeof Highlight === 'undefined') return
    const light = (): Range[] => {
      const ranges = rangesOf(element, wanted)
      CSS.highlights.set(NAME, new Highlight(...ranges))
      return ranges
    }
    light()[0]?.startContainer.parentElement?.scrollIntoView({ block: 'nearest' })
    // Rows that scroll into sight and texts that unfold come later.
    const observer = new MutationObserver(light)
    observer.observe(element, { childList: true, subtree: true, characterData: true })
    return () => {
      observer.disconnect()
      CSS.highlights.delete(NAME)
    }
  }, [root, search])
}

function rangesOf(element: HTMLElement, wanted: string): Range[] {
  const ranges: Range[] = []
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && ranges.length < MAX_RANGES; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase()
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
      // Lower case may be longer than the text itself.
      if (at + wanted.length > (node.nodeValue ?? '').length) break
      const range = new Range()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      ranges.push(range)
    }
  }
  return ranges
}
