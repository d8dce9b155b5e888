import type { Attributes, AttributeValue, SpanType, TokenUsage } from '@loupe-ai/model'

/** What a convention may look at. */
export interface DialectSource {
  readonly attributes: Attributes
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[]
}

/**
 * How one convention names what a span knows, as data. Of each list the first key that answers counts. A convention is
 * asked field by field: the first dialect that answers a field wins it (mlflow-wire.md §5.3).
 */
export interface Dialect {
  readonly name: string
  /** Spans of others are not asked about; all are when absent. */
  readonly speaks?: (attributes: Attributes) => boolean
  readonly type?: SpanTypeRule | ((attributes: Attributes) => SpanType | undefined)
  readonly inputs?: readonly PayloadRule[]
  readonly outputs?: readonly PayloadRule[]
  /** Asked once no dialect found inputs or outputs among the attributes. */
  readonly eventInputs?: (source: DialectSource) => AttributeValue | undefined
  readonly eventOutputs?: (source: DialectSource) => AttributeValue | undefined
  readonly model?: readonly string[]
  readonly provider?: readonly string[]
  readonly usage?: UsageRule | ((attributes: Attributes) => TokenUsage | undefined)
  readonly session?: readonly string[]
  readonly user?: readonly string[]
}

/** A key, or what is gathered from several. */
export type PayloadRule = string | ((source: DialectSource) => AttributeValue | undefined)

export interface SpanTypeRule {
  readonly key: string
  /** Our type for each of its values; every value is taken as it is when absent. */
  readonly values?: Readonly<Record<string, string>>
}

/** One attribute that holds an object (or its JSON text), or one attribute for each count. */
export type UsageRule =
  | { readonly object: string; readonly fields: CountKeys }
  | { readonly object?: undefined; readonly fields: CountKeys }

/** Of each count the first key that is present. */
export interface CountKeys {
  readonly inputTokens: string | readonly string[]
  readonly outputTokens: string | readonly string[]
  readonly totalTokens?: string | readonly string[]
  readonly cacheReadInputTokens?: string
  readonly cacheCreationInputTokens?: string
  readonly reasoningTokens?: string
}
