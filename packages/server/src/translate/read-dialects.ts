import type { Attributes, AttributeValue, JsonText, SpanType, TokenUsage } from '@loupe-ai/model'
import { documentOf, isEmptyPayload, payloadOf, plainText } from './attribute-content.ts'
import { chooseDialects } from './choose-dialects.ts'
import type { Dialect, DialectSource, PayloadRule, SpanTypeRule } from './dialect.ts'
import { modelInPayloads } from './model-in-payloads.ts'
import { readUsage } from './read-usage.ts'

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
  readonly messageFormat?: string
  readonly failure?: string
  readonly metadataPrefixes?: readonly string[]
}

export interface ReadDialectsOptions {
  /** The sender writes MLflow's payload attributes as JSON always, numbers and booleans too. */
  readonly sendsDocuments?: boolean
  readonly events?: DialectSource['events']
}

const NOTHING: DialectReading = { type: 'UNKNOWN' }

export function readDialects(
  attributes: Attributes,
  { sendsDocuments = false, events = [] }: ReadDialectsOptions = {},
): DialectReading {
  const dialects = chooseDialects(attributes, events.length > 0)
  if (dialects.length === 0) return NOTHING
  const source = { attributes, events }
  const native = sendsDocuments ? documentOf : payloadOf
  const inputs =
    readPayload(source, dialects, native, (dialect) => dialect.inputs) ??
    readEvents(source, dialects, (dialect) => dialect.eventInputs)
  const outputs =
    readPayload(source, dialects, native, (dialect) => dialect.outputs) ??
    readEvents(source, dialects, (dialect) => dialect.eventOutputs)
  return {
    type: readType(attributes, dialects),
    inputs,
    outputs,
    model: readText(attributes, dialects, (dialect) => dialect.model) ?? modelInPayloads(inputs, outputs),
    provider: readText(attributes, dialects, (dialect) => dialect.provider),
    usage: readUsage(attributes, dialects),
    sessionId: readText(attributes, dialects, (dialect) => dialect.session),
    userId: readText(attributes, dialects, (dialect) => dialect.user),
    messageFormat: firstAnswer(dialects, (dialect) => dialect.messageFormat?.(attributes)),
    failure: firstAnswer(dialects, (dialect) => dialect.failure?.(attributes)),
    metadataPrefixes: prefixesOf(dialects),
  }
}

/** `UNKNOWN` gives way to what a later dialect knows. */
const readType = (attributes: Attributes, dialects: readonly Dialect[]): SpanType =>
  firstAnswer(dialects, ({ type: rule }) => {
    const type = typeof rule === 'function' ? rule(attributes) : typeBy(rule, attributes)
    return type === 'UNKNOWN' ? undefined : type
  }) ?? 'UNKNOWN'

function typeBy(rule: SpanTypeRule | undefined, attributes: Attributes): SpanType | undefined {
  const said = rule && plainText(attributes[rule.key])
  if (said === undefined || rule?.values === undefined) return said
  return Object.hasOwn(rule.values, said) ? rule.values[said] : undefined
}

type Keys = (dialect: Dialect) => readonly string[] | undefined

const readText = (attributes: Attributes, dialects: readonly Dialect[], keys: Keys): string | undefined =>
  firstAnswer(dialects, (dialect) => firstAnswer(keys(dialect), (key) => plainText(attributes[key])))

/** In MLflow's own attributes an empty value is an answer too: that is what was logged. */
const readPayload = (
  source: DialectSource,
  dialects: readonly Dialect[],
  native: (value: AttributeValue) => JsonText,
  rules: (dialect: Dialect) => readonly PayloadRule[] | undefined,
): JsonText | undefined =>
  firstAnswer(dialects, (dialect) =>
    firstAnswer(rules(dialect), (rule) => {
      const value = typeof rule === 'string' ? source.attributes[rule] : rule(source)
      if (value === undefined) return undefined
      return dialect.isNative === true ? native(value) : filledPayload(value)
    }),
  )

const readEvents = (
  source: DialectSource,
  dialects: readonly Dialect[],
  rule: (dialect: Dialect) => ((source: DialectSource) => AttributeValue | undefined) | undefined,
): JsonText | undefined =>
  source.events.length === 0 ? undefined : firstAnswer(dialects, (dialect) => filledPayload(rule(dialect)?.(source)))

function prefixesOf(dialects: readonly Dialect[]): readonly string[] | undefined {
  let prefixes: string[] | undefined
  for (const { metadataPrefix } of dialects) {
    if (metadataPrefix === undefined) continue
    prefixes ??= []
    prefixes.push(metadataPrefix)
  }
  return prefixes
}

function filledPayload(value: AttributeValue | undefined): JsonText | undefined {
  const payload = value === undefined ? undefined : payloadOf(value)
  return payload === undefined || isEmptyPayload(payload) ? undefined : payload
}

function firstAnswer<Item, Answer>(
  items: readonly Item[] | undefined,
  ask: (item: Item) => Answer | undefined,
): Answer | undefined {
  if (items === undefined) return undefined
  for (const item of items) {
    const answer = ask(item)
    if (answer !== undefined) return answer
  }
  return undefined
}
