import type { Attributes, AttributeValue, JsonText, SpanType, TokenUsage } from '@loupe-ai/model'
import { countOf, documentOf, isEmptyPayload, payloadOf, plainObject, plainText } from './attribute-content.ts'
import type { CountKeys, Dialect, DialectSource, PayloadRule, SpanTypeRule, UsageRule } from './dialect.ts'
import { DIALECTS } from './dialects/index.ts'

/** What the conventions that a span speaks say about it. */
export interface DialectReading {
  readonly type: SpanType
  readonly inputs?: JsonText
  readonly outputs?: JsonText
  readonly model?: string
  readonly provider?: string
  readonly usage?: TokenUsage
  readonly sessionId?: string
  readonly userId?: string
}

export interface ReadDialectsOptions {
  /** The sender writes MLflow's payload attributes as JSON always, numbers and booleans too. */
  readonly sendsDocuments?: boolean
  readonly events?: DialectSource['events']
}

export function readDialects(
  attributes: Attributes,
  { sendsDocuments = false, events = [] }: ReadDialectsOptions = {},
): DialectReading {
  const dialects = DIALECTS.filter(({ speaks }) => speaks === undefined || speaks(attributes))
  const source = { attributes, events }
  const native = sendsDocuments ? documentOf : payloadOf
  return {
    type: readType(attributes, dialects),
    inputs:
      readPayload(source, dialects, native, (dialect) => dialect.inputs) ??
      readEvents(source, dialects, (dialect) => dialect.eventInputs),
    outputs:
      readPayload(source, dialects, native, (dialect) => dialect.outputs) ??
      readEvents(source, dialects, (dialect) => dialect.eventOutputs),
    model: readText(attributes, dialects, (dialect) => dialect.model),
    provider: readText(attributes, dialects, (dialect) => dialect.provider),
    usage: firstAnswer(dialects, ({ usage }) =>
      typeof usage === 'function' ? usage(attributes) : usage && usageBy(usage, attributes),
    ),
    sessionId: readText(attributes, dialects, (dialect) => dialect.session),
    userId: readText(attributes, dialects, (dialect) => dialect.user),
  }
}

/** `UNKNOWN` gives way to what a later dialect knows. */
const readType = (attributes: Attributes, dialects: readonly Dialect[]): SpanType =>
  firstAnswer(dialects, (dialect) => {
    const type = typeof dialect.type === 'function' ? dialect.type(attributes) : typeBy(dialect.type, attributes)
    return type === 'UNKNOWN' ? undefined : type
  }) ?? 'UNKNOWN'

function typeBy(rule: SpanTypeRule | undefined, attributes: Attributes): SpanType | undefined {
  const said = rule && plainText(attributes[rule.key])
  return said === undefined || rule?.values === undefined ? said : rule.values[said]
}

type Keys = (dialect: Dialect) => readonly string[] | undefined

const readText = (attributes: Attributes, dialects: readonly Dialect[], keys: Keys): string | undefined =>
  firstAnswer(dialects, (dialect) => firstAnswer(keys(dialect) ?? [], (key) => plainText(attributes[key])))

/** In MLflow's own attributes, which come first, an empty value is an answer too: that is what was logged. */
function readPayload(
  source: DialectSource,
  dialects: readonly Dialect[],
  native: (value: AttributeValue) => JsonText,
  rules: (dialect: Dialect) => readonly PayloadRule[] | undefined,
): JsonText | undefined {
  return firstAnswer(dialects, (dialect, index) =>
    firstAnswer(rules(dialect) ?? [], (rule) => {
      const value = typeof rule === 'string' ? source.attributes[rule] : rule(source)
      if (value === undefined) return undefined
      return index === 0 ? native(value) : filledPayload(value)
    }),
  )
}

const readEvents = (
  source: DialectSource,
  dialects: readonly Dialect[],
  rule: (dialect: Dialect) => ((source: DialectSource) => AttributeValue | undefined) | undefined,
): JsonText | undefined =>
  source.events.length === 0 ? undefined : firstAnswer(dialects, (dialect) => filledPayload(rule(dialect)?.(source)))

function filledPayload(value: AttributeValue | undefined): JsonText | undefined {
  const payload = value === undefined ? undefined : payloadOf(value)
  return payload === undefined || isEmptyPayload(payload) ? undefined : payload
}

function usageBy(rule: UsageRule, attributes: Attributes): TokenUsage | undefined {
  const from = rule.object === undefined ? attributes : plainObject(attributes[rule.object])
  if (from === undefined) return undefined
  const at = (count: keyof CountKeys): number | undefined => {
    const keys = rule.fields[count]
    return keys === undefined
      ? undefined
      : firstAnswer(typeof keys === 'string' ? [keys] : keys, (key) => countOf(from[key]))
  }
  const inputTokens = at('inputTokens')
  const outputTokens = at('outputTokens')
  const totalTokens = at('totalTokens')
  if (inputTokens === undefined && outputTokens === undefined && totalTokens === undefined) return undefined
  return {
    inputTokens,
    outputTokens,
    totalTokens: totalTokens ?? (inputTokens ?? 0) + (outputTokens ?? 0),
    cacheReadInputTokens: at('cacheReadInputTokens'),
    cacheCreationInputTokens: at('cacheCreationInputTokens'),
    reasoningTokens: at('reasoningTokens'),
  }
}

function firstAnswer<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item, index: number) => Answer | undefined,
): Answer | undefined {
  for (const [index, item] of items.entries()) {
    const answer = ask(item, index)
    if (answer !== undefined) return answer
  }
  return undefined
}
