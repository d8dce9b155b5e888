const STORAGE_KEY = 'loupe.tree-share'

/** How wide this reader likes the tree of a trace: its share, 0 to 1. Undefined if nothing sensible was kept. */
export function readTreeShare(): number | undefined {
  try {
    const share = Number(localStorage.getItem(STORAGE_KEY) ?? Number.NaN)
    return share > 0 && share < 1 ? share : undefined
  } catch {
    return undefined
  }
}

export function keepTreeShare(share: number): void {
  try {
    localStorage.setItem(STORAGE_KEY, share.toFixed(3))
  } catch {
    // Storage may be forbidden; the share then lasts as long as the page.
  }
}
