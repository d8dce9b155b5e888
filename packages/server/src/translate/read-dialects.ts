import type { Attributes, AttributeValue, JsonText, SpanType, TokenUsage } from '@loupe-ai/model'
import { countOf, documentOf, isEmptyPayload, payloadOf, plainObject, plainText } from './attribute-content.ts'
import type { CountKeys, Dialect, SpanTypeRule, UsageRule } from './dialect.ts'
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

/** `sendsDocuments`: the sender writes MLflow's payload attributes as JSON always, numbers and booleans too. */
export function readDialects(
  attributes: Attributes,
  { sendsDocuments = false }: { readonly sendsDocuments?: boolean } = {},
): DialectReading {
  const dialects = DIALECTS
  const native = sendsDocuments ? documentOf : payloadOf
  return {
    type: readType(attributes, dialects),
    inputs: readPayload(attributes, dialects, native, (dialect) => dialect.inputs),
    outputs: readPayload(attributes, dialects, native, (dialect) => dialect.outputs),
    model: readText(attributes, dialects, (dialect) => dialect.model),
    provider: readText(attributes, dialects, (dialect) => dialect.provider),
    usage: firstAnswer(dialects, (dialect) => dialect.usage && usageBy(dialect.usage, attributes)),
    sessionId: readText(attributes, dialects, (dialect) => dialect.session),
    userId: readText(attributes, dialects, (dialect) => dialect.user),
  }
}

/** `UNKNOWN` gives way to what a later dialect knows. */
const readType = (attributes: Attributes, dialects: readonly Dialect[]): SpanType =>
  firstAnswer(dialects, (dialect) => {
    const type = dialect.type && typeBy(dialect.type, attributes)
    return type === 'UNKNOWN' ? undefined : type
  }) ?? 'UNKNOWN'

function typeBy(rule: SpanTypeRule, attributes: Attributes): SpanType | undefined {
  const said = plainText(attributes[rule.key])
  const known = said === undefined || rule.values === undefined ? said : rule.values[said]
  if (known !== undefined) return known
  return rule.whenPresent !== undefined && attributes[rule.whenPresent.key] !== undefined
    ? rule.whenPresent.type
    : undefined
}

type Keys = (dialect: Dialect) => readonly string[] | undefined

const readText = (attributes: Attributes, dialects: readonly Dialect[], keys: Keys): string | undefined =>
  firstAnswer(dialects, (dialect) => firstAnswer(keys(dialect) ?? [], (key) => plainText(attributes[key])))

/** In MLflow's own attributes, which come first, an empty value is an answer too: that is what was logged. */
function readPayload(
  attributes: Attributes,
  dialects: readonly Dialect[],
  native: (value: AttributeValue) => JsonText,
  keys: Keys,
): JsonText | undefined {
  return firstAnswer(dialects, (dialect, index) =>
    firstAnswer(keys(dialect) ?? [], (key) => {
      const value = attributes[key]
      if (value === undefined) return undefined
      if (index === 0) return native(value)
      const payload = payloadOf(value)
      return isEmptyPayload(payload) ? undefined : payload
    }),
  )
}

function usageBy(rule: UsageRule, attributes: Attributes): TokenUsage | undefined {
  const from = rule.object === undefined ? attributes : plainObject(attributes[rule.object])
  if (from === undefined) return undefined
  const at = (count: keyof CountKeys): number | undefined => {
    const key = rule.fields[count]
    return key === undefined ? undefined : countOf(from[key])
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
