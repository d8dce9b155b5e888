export interface BatchOptions {
  /** Beyond these two a span is dropped and counted. */
  readonly maxQueuedSpans: number
  readonly maxQueuedBytes: number
  /** Of one request. */
  readonly maxBatchSpans: number
  readonly maxBatchBytes: number
  /** How long a span waits for others at most. */
  readonly scheduleMillis: number
  /** The same when the span was a local root: its trace is probably complete. */
  readonly afterRootMillis: number
  /** A target that wants whole traces gets one without its root after so long. */
  readonly holdTraceMillis: number
  /** A span that runs longer is shown by a Loupe server while it runs. */
  readonly showRunningAfterMillis: number
  /** From giving up on a server to the next try; doubled each time, up to the second. */
  readonly pauseMillis: number
  readonly maxPauseMillis: number
}

export const BATCH_OPTIONS: BatchOptions = {
  maxQueuedSpans: 50_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  maxBatchSpans: 512,
  maxBatchBytes: 4 * 1024 * 1024,
  scheduleMillis: 500,
  afterRootMillis: 200,
  holdTraceMillis: 300_000,
  showRunningAfterMillis: 500,
  pauseMillis: 500,
  maxPauseMillis: 30_000,
}
