import { parseArgs } from 'node:util'
import { loupe } from './loupe.ts'
import { measureProduct } from './measure-product.ts'
import { mlflow } from './mlflow.ts'
import { phoenix } from './phoenix.ts'
import { keepResult } from './results.ts'
import { writeReport } from './report.ts'

const PRODUCTS = [loupe, mlflow, phoenix]

/**
 * `npm run -s bench -- server [--products loupe,mlflow,phoenix] [--sizes 10_000,100_000,1_000_000] [--minutes 10]`:
 * one product after another, then docs/benchmarks.md anew. `--minutes` is for each size of each product.
 */
export async function benchServer(args: readonly string[], print: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      products: { type: 'string', default: 'loupe,mlflow,phoenix' },
      sizes: { type: 'string', default: '10_000,100_000,1_000_000' },
      minutes: { type: 'string', default: '10' },
    },
  })
  const names = values.products.split(',')
  const sizes = values.sizes.split(',').map((text) => Number(text.replaceAll('_', '')))
  for (const product of PRODUCTS.filter(({ name }) => names.includes(name))) {
    keepResult(product.name, await measureProduct(product, { sizes, minutes: Number(values.minutes), print }))
  }
  writeReport()
  print('docs/benchmarks.md is written anew')
}
