import type { Trace } from './trace.ts'

/** A page of a search. `for await (const trace of page)` goes on to the traces of all pages that follow. */
export class TracePage implements AsyncIterable<Trace> {
  readonly traces: readonly Trace[]
  /** For `searchTraces({ pageToken })`; absent on the last page. */
  readonly nextPageToken: string | undefined
  readonly #fetchPage: (pageToken: string) => Promise<TracePage>

  constructor(
    traces: readonly Trace[],
    nextPageToken: string | undefined,
    fetchPage: (pageToken: string) => Promise<TracePage>,
  ) {
    this.traces = traces
    this.nextPageToken = nextPageToken
    this.#fetchPage = fetchPage
  }

  /** The next page, or undefined after the last. Rejects with a LoupeError. */
  async next(): Promise<TracePage | undefined> {
    return this.nextPageToken === undefined ? undefined : await this.#fetchPage(this.nextPageToken)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Trace, void, undefined> {
    yield* this.traces
    for (let page = await this.next(); page !== undefined; page = await page.next()) yield* page.traces
  }
}
