import type { TypeTone } from '../logic/type-look.ts'

/** The colour of a bar on a time line, as CSS. */
export const barColour = (tone: TypeTone | 'error'): string =>
  tone === 'chain' ? 'var(--chain-bar)' : `var(--${tone})`
