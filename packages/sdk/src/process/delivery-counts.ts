/** What became of spans. */
export interface DeliveryCounts {
  /** Acknowledged by a server. */
  readonly delivered: number
  /** Still waiting, in memory and on disk: a server is away or slow. They are tried again. */
  readonly kept: number
  /** A server did not want them. */
  readonly refused: number
  /** The queue was full when they ended, and there was no room on disk. */
  readonly dropped: number
}

export const NO_DELIVERIES: DeliveryCounts = { delivered: 0, kept: 0, refused: 0, dropped: 0 }

export const addCounts = (left: DeliveryCounts, right: DeliveryCounts): DeliveryCounts => ({
  delivered: left.delivered + right.delivered,
  kept: left.kept + right.kept,
  refused: left.refused + right.refused,
  dropped: left.dropped + right.dropped,
})
