import { parseArgs } from 'node:util'
import { loupe } from './loupe.ts'
import { measureChatDisk, measureProduct } from './measure-product.ts'
import { mlflow } from './mlflow.ts'
import { phoenix } from './phoenix.ts'
import { keepResult } from './results.ts'
import { writeReport } from './report.ts'

const PRODUCTS = [loupe, mlflow, phoenix]

export const SERVER_HELP = `npm run -s bench -- server [options]

One product after another, each as a user starts it, then docs/benchmarks.md anew.

  --products NAMES  with commas between                             (loupe,mlflow,phoenix)
  --sizes NUMBERS   spans, with commas between                      (10_000,100_000,1_000_000)
  --minutes N       at most for each size of each product           (10)
  --chats N         spans of chats that only the disk is measured with; 0: not  (100_000)
`

/** The command `server`, as its help says. */
export async function benchServer(args: readonly string[], print: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      products: { type: 'string', default: 'loupe,mlflow,phoenix' },
      sizes: { type: 'string', default: '10_000,100_000,1_000_000' },
      minutes: { type: 'string', default: '10' },
      chats: { type: 'string', default: '100_000' },
    },
  })
  const names = values.products.split(',')
  const sizes = values.sizes.split(',').map((text) => Number(text.replaceAll('_', '')))
  const chatSpans = Number(values.chats.replaceAll('_', ''))
  const options = { sizes, minutes: Number(values.minutes), print }
  for (const product of PRODUCTS.filter(({ name }) => names.includes(name))) {
    const result = await measureProduct(product, options)
    keepResult(product.name, result)
    if (chatSpans === 0) continue
    const diskBytesPerSpan = await measureChatDisk(product, chatSpans, options)
    print(`${product.name}: ${diskBytesPerSpan.toFixed(0)} B of disk a span of chats`)
    keepResult(product.name, { ...result, chats: { spans: chatSpans, diskBytesPerSpan } })
  }
  writeReport()
  print('docs/benchmarks.md is written anew')
}
