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
  /**
   * How the keys begin by which it is known: up to their first dot, or whole where they have none. A span without any of
   * them is not asked, so every rule's answer must need one.
   */
  readonly markers: readonly string[]
  /** Spans that carry a marker and speak another convention are not asked; all are when absent. */
  readonly speaks?: (attributes: Attributes) => boolean
  /** It is MLflow's own: an empty payload is an answer too, and texts may be documents always. */
  readonly isNative?: boolean
  readonly type?: SpanTypeRule | ((attributes: Attributes) => SpanType | undefined)
  readonly inputs?: readonly PayloadRule[]
  readonly outputs?: readonly PayloadRule[]
  /** Asked once no dialect found inputs or outputs among the attributes, whatever the attributes are. */
  readonly eventInputs?: (source: DialectSource) => AttributeValue | undefined
  readonly eventOutputs?: (source: DialectSource) => AttributeValue | undefined
  readonly model?: readonly string[]
  readonly provider?: readonly string[]
  readonly usage?: UsageRule | ((attributes: Attributes) => TokenUsage | undefined)
  readonly session?: readonly string[]
  readonly user?: readonly string[]
  /** Of keys whose rest is a key of the trace's metadata. */
  readonly metadataPrefix?: string
  /** Why the span failed, where its status does not say so: '' without a reason, undefined where it did not fail. */
  readonly failure?: (attributes: Attributes) => string | undefined
  /** How MLflow calls the shape of its messages (`mlflow.message.format`). */
  readonly messageFormat?: (attributes: Attributes) => string | undefined
}

/** A key, or what is gathered from several. */
export type PayloadRule = string | ((source: DialectSource) => AttributeValue | undefined)

export interface SpanTypeRule {
  readonly key: string
  /** Our type for each of its values; every value is taken as it is when absent. */
  readonly values?: Readonly<Record<string, string>>
}

/** One attribute that holds an object (or its JSON text), or one attribute for each count. */
export interface UsageRule {
  readonly object?: string
  readonly fields: CountKeys
}

type Keys = string | readonly string[]

/** Of each count the first key that is present. */
export interface CountKeys {
  readonly inputTokens: Keys
  readonly outputTokens: Keys
  readonly totalTokens?: Keys
  readonly cacheReadInputTokens?: Keys
  readonly cacheCreationInputTokens?: Keys
  readonly reasoningTokens?: Keys
}
