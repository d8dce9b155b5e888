import type { KeptProfile } from '../profiles/main.ts'
import type { ReadResult } from '../reads/ask-server.ts'
import type { ProductResult, SizeResult } from './results.ts'

const NONE = '–'

export const spansText = (spans: number): string => spans.toLocaleString('en')

const number = (value: number | undefined): string => {
  if (value === undefined || !Number.isFinite(value)) return NONE
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2)
}
const mib = (bytes: number): string => spansText(Math.round(bytes / 2 ** 20))

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** A column a product, a row a measure. */
export function productTable(products: readonly ProductResult[]): string {
  const row = (label: string, cell: (result: ProductResult) => string): string[] => [label, ...products.map(cell)]
  const sizes = [...new Set(products.flatMap((result) => result.sizes.map(({ spans }) => spans)))].sort((a, b) => a - b)
  const atSize = (spans: number, label: string, cell: (size: SizeResult) => string): string[] =>
    row(`${label} at ${spansText(spans)}`, (result) => {
      const size = result.sizes.find((each) => each.spans === spans)
      return size === undefined ? NONE : cell(size)
    })
  const reads = (size: SizeResult, name: 'list' | 'filter' | 'open' | 'text'): string =>
    size.reads === undefined ? NONE : `${number(size.reads[name].p50)} / ${number(size.reads[name].p95)}`
  return table(
    ['', ...products.map(({ product, version }) => `${product} ${version}`)],
    [
      ...sizes.flatMap((spans) => [
        atSize(spans, 'acknowledged, spans/s, batches of 500,', ({ ingest }) => number(ingest.acknowledgedPerSecond)),
        atSize(spans, 'stored and readable, spans/s,', ({ ingest }) =>
          ingest.readableSpans < ingest.acknowledgedSpans
            ? `${number(ingest.readablePerSecond)} (${spansText(ingest.readableSpans)} in time)`
            : number(ingest.readablePerSecond),
        ),
        atSize(spans, 'p99 of an answer, ms,', ({ ingest }) => number(ingest.answerP99Millis)),
        atSize(spans, 'list, p50 / p95 ms,', (size) => reads(size, 'list')),
        atSize(spans, 'list of failed, p50 / p95 ms,', (size) => reads(size, 'filter')),
        atSize(spans, 'open 100 spans, p50 / p95 ms,', (size) => reads(size, 'open')),
        atSize(spans, 'text search, p50 / p95 ms,', (size) => reads(size, 'text')),
        atSize(spans, 'disk, bytes a span,', ({ diskBytesPerSpan }) => number(diskBytesPerSpan)),
        atSize(
          spans,
          'memory, MiB: shared once / anonymous',
          ({ restingMemory }) => `${mib(restingMemory.pssBytes)} / ${mib(restingMemory.anonymousBytes)}`,
        ),
      ]),
      row('disk, bytes a span, chats only', ({ chats }) =>
        chats === undefined ? NONE : `${number(chats.diskBytesPerSpan)} (${spansText(chats.spans)} spans)`,
      ),
      row('stored and readable, spans/s, batches of 10', ({ smallBatches }) => number(smallBatches.readablePerSecond)),
      row('p99 of an answer, ms, batches of 10', ({ smallBatches }) => number(smallBatches.answerP99Millis)),
      row(
        'first good answer, ms: empty / full',
        (result) => `${number(result.freshStartMillis)} / ${number(result.restartMillis)}`,
      ),
      row(
        'memory fresh, MiB: shared once / anonymous',
        ({ freshMemory }) => `${mib(freshMemory.pssBytes)} / ${mib(freshMemory.anonymousBytes)}`,
      ),
      row('processes', ({ freshMemory }) => String(freshMemory.processes)),
    ],
  )
}

/** A row a load profile. */
export const loadTable = (loads: readonly KeptProfile[]): string =>
  table(
    [
      'load',
      'goal',
      'acknowledged = stored, spans/s',
      'slowest 10 s',
      'p50 / p99 of an answer, ms',
      'CPU µs a span: server + sender',
      'peak memory MiB (anonymous)',
      'a minute after',
      'a list meanwhile, p50 / p95 ms',
      'at rest after',
      'traces missing',
    ],
    loads.map(({ profile, result, memoryMiB }) => [
      `${result.profile}: ${profile.about}, ${Math.round(result.seconds)} s${memoryMiB === undefined ? '' : `, in ${memoryMiB} MiB`}`,
      profile.goal,
      spansText(Math.round(result.acknowledgedPerSecond)),
      number(result.lowestPerSecond),
      `${number(result.answer.p50)} / ${number(result.answer.p99)}`,
      `${number(result.serverCpuMicrosPerSpan)} + ${number(result.clientCpuMicrosPerSpan)}`,
      `${mib(result.watch.peakRssBytes)} (${mib(result.watch.peakAnonymousBytes)})`,
      result.restingMemory === undefined
        ? NONE
        : `${mib(result.restingMemory.rssBytes)} (${mib(result.restingMemory.anonymousBytes)})`,
      `${number(result.watch.list.p50)} / ${number(result.watch.list.p95)}`,
      result.restSeconds === undefined ? NONE : `${Math.round(result.restSeconds)} s`,
      String(result.missingTraces),
    ]),
  )

/** A row a kind of question; `smaller`: the same at a smaller size, to tell what size costs. */
export function readsTable(reads: readonly ReadResult[], smaller?: readonly ReadResult[]): string {
  const timesSmaller = ({ kind, millis }: ReadResult): string => {
    const before = smaller?.find((each) => each.kind === kind)?.millis
    return before === undefined || millis === undefined ? NONE : (millis.p95 / before.p95).toFixed(2)
  }
  return table(
    ['question', 'p50 ms', 'p95 ms', 'p99 ms', 'goal for p95', 'p95 ÷ that at the size before', 'requests'],
    reads.map((read) => {
      const { kind, millis, goalMillis, refused } = read
      if (millis === undefined) {
        return [kind, NONE, NONE, NONE, String(goalMillis ?? NONE), NONE, refused!.replaceAll('|', '\\|').slice(0, 60)]
      }
      return [
        kind,
        ...[millis.p50, millis.p95, millis.p99].map((value) => value.toFixed(1)),
        goalMillis === undefined ? NONE : `${goalMillis} ${millis.p95 <= goalMillis ? 'met' : '**missed**'}`,
        timesSmaller(read),
        String(millis.count),
      ]
    }),
  )
}

/** The same questions to a server at rest and under load. */
export function readsUnderLoadTable({ idle, loaded }: NonNullable<KeptProfile['result']['reads']>): string {
  return table(
    ['question', 'p50 at rest', 'p50 under load', '÷', 'p95 at rest', 'p95 under load', '÷'],
    loaded.flatMap(({ kind, millis }) => {
      const before = idle.find((each) => each.kind === kind)?.millis
      if (millis === undefined || before === undefined) return []
      return [
        [
          kind,
          ...(['p50', 'p95'] as const).flatMap((at) => [
            before[at].toFixed(1),
            millis[at].toFixed(1),
            (millis[at] / before[at]).toFixed(1),
          ]),
        ],
      ]
    }),
  )
}
