/**
 * How one convention names what a span knows, as data. Of each list the first key that answers counts. A convention is
 * asked field by field: the first dialect that answers a field wins it (mlflow-wire.md §5.3).
 */
export interface Dialect {
  readonly name: string
  readonly type?: SpanTypeRule
  readonly inputs?: readonly string[]
  readonly outputs?: readonly string[]
  readonly model?: readonly string[]
  readonly provider?: readonly string[]
  readonly usage?: UsageRule
  readonly session?: readonly string[]
  readonly user?: readonly string[]
}

export interface SpanTypeRule {
  readonly key: string
  /** Our type for each of its values; every value is taken as it is when absent. */
  readonly values?: Readonly<Record<string, string>>
  /** The type of a span that has any of these attributes, where `key` says nothing. */
  readonly whenPresent?: { readonly key: string; readonly type: string }
}

/** One attribute that holds an object (or its JSON text), or one attribute for each count. */
export type UsageRule =
  | { readonly object: string; readonly fields: CountKeys }
  | { readonly object?: undefined; readonly fields: CountKeys }

export interface CountKeys {
  readonly inputTokens: string
  readonly outputTokens: string
  readonly totalTokens?: string
  readonly cacheReadInputTokens?: string
  readonly reasoningTokens?: string
}
