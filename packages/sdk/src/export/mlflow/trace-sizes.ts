import { TRACE_METADATA } from '@loupe-ai/model'

/**
 * The metadata of a trace that tell its size (mlflow-wire.md §4.7). `num_spans` also says when a trace is complete, so
 * this is only for traces whose spans are all known. `bytes` are the UTF-8 lengths of the spans.
 */
export function traceSizes(bytes: readonly number[]): Readonly<Record<string, string>> {
  const ordered = bytes.toSorted((left, right) => left - right)
  const total = ordered.reduce((sum, size) => sum + size, 2 * Math.max(0, ordered.length - 1))
  return {
    [TRACE_METADATA.sizeStats]: JSON.stringify({
      total_size_bytes: total,
      num_spans: ordered.length,
      max: ordered.at(-1) ?? 0,
      p25: percentile(ordered, 0.25),
      p50: percentile(ordered, 0.5),
      p75: percentile(ordered, 0.75),
    }),
    [TRACE_METADATA.sizeBytes]: String(total),
  }
}

/** Interpolated between neighbours, then truncated. */
function percentile(ordered: readonly number[], quantile: number): number {
  const position = quantile * (ordered.length - 1)
  const below = ordered[Math.floor(position)] ?? 0
  const above = ordered[Math.ceil(position)] ?? below
  return Math.trunc(below + (above - below) * (position - Math.floor(position)))
}
