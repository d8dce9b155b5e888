import { writeFileSync } from 'node:fs'
import type { KeptProfile } from '../profiles/main.ts'
import type { ReadsResult } from '../reads/main.ts'
import { barPanels } from './bar-panels.ts'
import type { MachineFacts } from './machine.ts'
import { loadTable, productTable, readsTable, readsUnderLoadTable, spansText } from './report-tables.ts'
import { keptNames, keptResult, type ProductResult } from './results.ts'

const DOCUMENT = new URL('../../docs/benchmarks.md', import.meta.url)
const PICTURE = new URL('../../docs/images/benchmarks.svg', import.meta.url)

const PRODUCTS = ['loupe', 'mlflow', 'phoenix']

/** Writes docs/benchmarks.md and its picture anew from the results that are kept. */
export function writeReport(): void {
  const products = PRODUCTS.map((name) => keptResult<ProductResult>(name)).filter((result) => result !== undefined)
  const loads = kept<KeptProfile>('load-')
  const reads = kept<ReadsResult>('reads-').sort((left, right) => left.spans - right.spans)
  const machines = [...products, ...loads, ...reads].map(({ machine }) => machine)
  const sections = [
    '# Benchmarks',
    'Written by `npm run -s bench -- server`, `-- load` and `-- reads` from the results in `bench/server/results`; a run of one product or ' +
      'profile changes its part only. The corpus is that of `npm run bench:seed`: conversations with growing history, loops of tools, RAG, single ' +
      'calls and traces of up to 10,000 spans, as the SDK sends them, about 1.4 KB a span in protobuf. The sender runs on the same machine.',
    ...noteOf(machines),
    ...(products.length === 0 ? [] : productSection(products)),
    ...(loads.length === 0 ? [] : ['## Loads', loadTable(loads)]),
    ...loads.flatMap(({ profile, result }) =>
      result.reads === undefined
        ? []
        : [
            `## Reads while ${spansText(profile.spansPerSecond ?? 0)} spans a second come in`,
            readsUnderLoadTable(result.reads),
          ],
    ),
    ...reads.flatMap(({ spans, reads: results }, index) => [
      `## Reads at ${spansText(spans)} spans`,
      readsTable(results, reads[index - 1]?.reads),
    ]),
    ...(machines.length === 0 ? [] : ['## Where and when', machineList(products, loads, reads)]),
  ]
  writeFileSync(DOCUMENT, `${sections.join('\n\n')}\n`)
  if (products.length > 0) writeFileSync(PICTURE, barPanels(panelsOf(products)))
}

const kept = <Result>(prefix: string): Result[] => keptNames(prefix).map((name) => keptResult<Result>(name)!)

/** What disturbed a run comes before its figures. */
function noteOf(machines: readonly MachineFacts[]): string[] {
  const notes = new Set(machines.map(({ note }) => note).filter((note) => note !== undefined))
  return notes.size === 0
    ? []
    : [`**Not all of this can be relied on.** ${[...notes].join(' ')} *Where and when* says which.`]
}

function productSection(products: readonly ProductResult[]): string[] {
  return [
    '## Side by side',
    'One after another on the same machine, each as a user starts it with its defaults. *Stored* counts until the last trace can be ' +
      'read; *acknowledged* until the last answer. Text search: words for Loupe, `LIKE` for MLflow, `in` for Phoenix, in one experiment.',
    '![The same as a picture](images/benchmarks.svg)',
    productTable(products),
  ]
}

function panelsOf(products: readonly ProductResult[]): Parameters<typeof barPanels>[0] {
  const last = (result: ProductResult) =>
    result.sizes.findLast(({ reads }) => reads !== undefined) ?? result.sizes.at(-1)!
  const panel = (title: string, unit: string, value: (result: ProductResult) => number | undefined) => ({
    title,
    unit,
    bars: products.map((result) => ({ label: result.product, value: value(result) })),
  })
  return [
    panel('Stored and readable, batches of 500', 'spans/s', (result) =>
      Math.max(...result.sizes.map(({ ingest }) => ingest.readablePerSecond)),
    ),
    panel('Stored and readable, batches of 10', 'spans/s', ({ smallBatches }) => smallBatches.readablePerSecond),
    panel('Text search, p95 at the largest size', 'ms', (result) => last(result).reads?.text.p95),
    panel('Opening a trace of 100 spans, p95', 'ms', (result) => last(result).reads?.open.p95),
    panel('Disk', 'bytes a span', (result) => last(result).diskBytesPerSpan),
    panel('Memory, shared counted once', 'MiB', (result) => last(result).restingMemory.pssBytes / 2 ** 20),
    panel('Start to the first good answer', 'ms', ({ freshStartMillis }) => freshStartMillis),
  ]
}

function machineList(
  products: readonly ProductResult[],
  loads: readonly KeptProfile[],
  reads: readonly ReadsResult[],
): string {
  const line = (
    what: string,
    { date, processor, cores, memoryGiB, system, node, loadAverage, note }: MachineFacts,
  ): string =>
    `- ${what}: ${date}Z, ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; load average at the end ${loadAverage}` +
    (note === undefined ? '' : `. ${note}`)
  return [
    ...products.map(({ product, version, command, machine }) =>
      line(`${product} ${version} (\`${command}\`)`, machine),
    ),
    ...loads.map(({ result, machine }) => line(`load ${result.profile}`, machine)),
    ...reads.map(({ spans, machine }) => line(`reads at ${spansText(spans)}`, machine)),
  ].join('\n')
}
