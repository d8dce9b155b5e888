import { fileURLToPath } from 'node:url'

/** Where the cookbook's program is: the example in a checkout, its bundle in the installed package. */
export const cookbookFile: string = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../../examples/cookbook.ts' : './cookbook.mjs', import.meta.url),
)
