import type { Attributes, AttributeValue } from '@loupe-ai/model'

/**
 * What we read of an ExportLogsServiceRequest (opentelemetry/proto/logs/v1/logs.proto): its records, whatever program and
 * scope they are of.
 */
export interface OtlpLogsRequest {
  readonly records: readonly OtlpLogRecord[]
  /** Records that could not be read beside those that could, a reason with its place for each; JSON only. */
  readonly unreadableRecords?: readonly string[]
}

/** Ids are lower-case hex, `''` where the sender gave none; times are nanoseconds since 1970, `0n` where absent. */
export interface OtlpLogRecord {
  readonly timeUnixNano: bigint
  readonly observedTimeUnixNano: bigint
  /** Null where there is none. */
  readonly body: AttributeValue
  readonly attributes: Attributes
  readonly traceId: string
  readonly spanId: string
  /** `''` of what is no event. */
  readonly eventName: string
}

/** ExportLogsServiceResponse: what the server did not take, and why. */
export interface OtlpLogsResponse {
  readonly rejectedLogRecords: number
  readonly errorMessage: string
}
