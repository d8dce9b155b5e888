import { millisBetween, millisOfNanos } from '@loupe-ai/model'
import type { SummarizedSpan } from '../span-row.ts'
import { tsvArray, tsvTexts } from '../tsv.ts'

/**
 * Columns of `traces` with an element for each span, in the same order: what metrics of spans read. Buckets of time are
 * made of whole seconds, which are half the size of milliseconds.
 */
export const EACH_SPAN_COLUMNS = [
  'each_name',
  'each_type',
  'each_status',
  'each_model',
  'each_provider',
  'each_second',
  'each_duration_millis',
] as const
export type EachSpanColumn = (typeof EACH_SPAN_COLUMNS)[number]

/** The same of the spans that have a price, which are fewer. */
export const PRICED_SPAN_COLUMNS = [
  'priced_name',
  'priced_type',
  'priced_status',
  'priced_model',
  'priced_provider',
  'priced_second',
  'priced_start_millis',
  'priced_input_cost',
  'priced_output_cost',
  'priced_total_cost',
] as const
export type PricedSpanColumn = (typeof PRICED_SPAN_COLUMNS)[number]

const NANOS_PER_SECOND = 1_000_000_000n
/** In 2106: what claims to be later counts as of then. */
const MAX_SECOND = 2 ** 32 - 1

/**
 * TSV cells of both lists of columns, of the spans of a trace with what they cost now. In order of start, which packs well.
 */
export function spanCells(spans: readonly SummarizedSpan[]): string[] {
  const ordered = spans.toSorted((left, right) => (left.startNanos < right.startNanos ? -1 : 1))
  const priced = ordered.flatMap((span) => (span.cost === undefined ? [] : [{ span, cost: span.cost }]))
  const ofPriced = priced.map(({ span }) => span)
  return [
    ...labelCells(ordered),
    tsvArray(ordered.map(secondOf)),
    tsvArray(ordered.map(durationOf)),
    ...labelCells(ofPriced),
    tsvArray(ofPriced.map(secondOf)),
    tsvArray(ofPriced.map(({ startNanos }) => millisOfNanos(startNanos))),
    tsvArray(priced.map(({ cost }) => cost.inputCost)),
    tsvArray(priced.map(({ cost }) => cost.outputCost)),
    tsvArray(priced.map(({ cost }) => cost.totalCost)),
  ]
}

const labelCells = (spans: readonly SummarizedSpan[]): string[] => [
  tsvTexts(spans.map(({ name }) => textOf(name))),
  tsvTexts(spans.map(({ type }) => textOf(type))),
  tsvTexts(spans.map(({ status }) => status.code)),
  tsvTexts(spans.map(({ model }) => textOf(model))),
  tsvTexts(spans.map(({ provider }) => textOf(provider))),
]

/** Empty where there is none. */
const textOf = (text: string | undefined): string => (text ?? '').toWellFormed()

const secondOf = ({ startNanos }: SummarizedSpan): number => Math.min(Number(startNanos / NANOS_PER_SECOND), MAX_SECOND)

/** The engine reads `nan` as no number: of a span that runs. */
const durationOf = ({ startNanos, endNanos }: SummarizedSpan): number | 'nan' =>
  endNanos === undefined ? 'nan' : millisBetween(startNanos, endNanos)
