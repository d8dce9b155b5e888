import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'

export interface VirtualRowsOptions {
  readonly count: number
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Height of a row in pixels, or what it is likely to be if rows are measured. */
  readonly rowHeight: number
  readonly keyOf: (index: number) => string
  /** Height to assume until the scroller is measured, in pixels. */
  readonly initialHeight: number
  /** Height of a heading that stays above the rows, in pixels. */
  readonly headHeight?: number
}

/** Which rows of a long list are in sight, and where they stand. */
export function useVirtualRows(options: VirtualRowsOptions): Virtualizer<HTMLDivElement, Element> {
  const { count, scroller, rowHeight, keyOf, initialHeight, headHeight = 0 } = options
  // oxlint-disable-next-line react/incompatible-library -- its answer changes with every scroll and must not be memoized
  return useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 12,
    paddingStart: headHeight,
    scrollPaddingStart: headHeight,
    initialRect: { width: 600, height: initialHeight },
  })
}
