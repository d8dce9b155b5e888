import {
  type SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api'
import {
  ERROR_TYPE,
  EXCEPTION,
  LOUPE,
  MLFLOW,
  traceIdOfOtel,
  type Attributes,
  type AttributeValue,
  type SpanId,
  type SpanType,
  type TraceId,
} from '@loupe-ai/model'
import { AttributeList, type EncodableSpan, type OtlpEvent, type OtlpLink } from '@loupe-ai/wire'

import { CAPTURE_LIMITS } from '../capture/capture-limits.ts'
import { toJsonText } from '../capture/to-json-text.ts'
import type { FoundMedia, MediaFacts } from '../media/media-sink.ts'
import type { Attachment } from '../process/attachment.ts'
import type { BegunSpan, RunningSpan } from '../process/span-sink.ts'
import { withoutContentSwitch } from './content-switch.ts'
import { describeException } from './describe-exception.ts'
import { withValue } from './layered-context.ts'
import type { LiveSpan } from './live-span.ts'
import { ACTIVE_SPAN, LIVE_SPAN } from './span-key.ts'
import { SPAN_LIMITS } from './span-limits.ts'
import { messageOf, nameOf, valueOf } from './span-values.ts'
import { isTimeInput, nanosOfTimeInput } from './time-input.ts'
import type { TraceScope } from './trace-scope.ts'

export interface SpanStart {
  readonly name: string
  readonly spanId: string
  readonly kind: SpanKind
  readonly parent: SpanContext | undefined
  readonly parentContext: Context
  readonly capturesContent: boolean
  readonly startNanos: bigint
}

const UNSET = { code: 'UNSET', message: '' } as const
const NONE: readonly never[] = []

const OTLP_STATUS = { UNSET: 0, OK: 1, ERROR: 2 } as const

/**
 * A span being recorded. For our own code and users it is a LiveSpan, for OpenTelemetry an `api.Span`, and it is the
 * active one for other instrumentations. Unlike OpenTelemetry's, its `recordException` also sets the status to ERROR.
 */
export class RecordedSpan implements Span, LiveSpan, RunningSpan {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly scope: TraceScope
  readonly capturesContent: boolean
  readonly #start: SpanStart
  readonly #spanContext: SpanContext
  readonly #attributes = new AttributeList()
  // Most spans have none of these.
  #events: OtlpEvent[] | undefined
  #links: OtlpLink[] | undefined
  #attachments: Attachment[] | undefined
  #name: string
  #status: { readonly code: keyof typeof OTLP_STATUS; readonly message: string } = UNSET
  #context: Context | undefined
  #begun: BegunSpan | undefined
  #isEnded = false

  constructor(start: SpanStart, scope: TraceScope) {
    this.traceId = traceIdOfOtel(scope.otelTraceId)
    this.spanId = start.spanId as SpanId
    this.scope = scope
    this.capturesContent = start.capturesContent
    this.#start = start
    this.#name = nameOf(start.name)
    const { traceState } = start.parent ?? {}
    const own = { traceId: scope.otelTraceId, spanId: start.spanId, traceFlags: TraceFlags.SAMPLED }
    this.#spanContext = traceState === undefined ? own : { ...own, traceState }
  }

  get name(): string {
    return this.#name
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Made when first asked for: many spans never have children. */
  get context(): Context {
    this.#context ??= withValue(
      withValue(withoutContentSwitch(this.#start.parentContext), ACTIVE_SPAN, this),
      LIVE_SPAN,
      this,
    )
    return this.#context
  }

  spanContext(): SpanContext {
    return this.#spanContext
  }

  isRecording(): boolean {
    return !this.#isEnded
  }

  setName(name: string): void {
    if (this.#isEnded) return
    this.#name = nameOf(name)
    this.#begun = undefined
  }

  updateName(name: string): this {
    this.setName(name)
    return this
  }

  setSpanType(type: SpanType): void {
    this.setAttribute(MLFLOW.spanType, type)
  }

  setInputs(inputs: unknown): void {
    this.#setContent(MLFLOW.spanInputs, inputs)
  }

  setOutputs(outputs: unknown): void {
    this.#setContent(MLFLOW.spanOutputs, outputs)
  }

  get hasOutputs(): boolean {
    return this.#attributes.has(MLFLOW.spanOutputs)
  }

  setAttribute(key: string, value: unknown): this {
    if (value === undefined || this.#isEnded) return this
    const word = this.scope.vocabulary.attribute(key)
    if (this.capturesContent || !word.isContent) this.#put(word.name, valueOf(word, value))
    return this
  }

  setAttributes(attributes: Readonly<Record<string, unknown>>): this {
    try {
      for (const key of Object.keys(attributes)) this.setAttribute(key, attributes[key])
    } catch (error) {
      this.scope.swallow('recording a span', error)
    }
    return this
  }

  addEvent(name: string, attributesOrTime?: object | TimeInput, time?: TimeInput): this {
    return this.#quietly(() => {
      const at = isTimeInput(attributesOrTime) ? attributesOrTime : time
      const attributes = isTimeInput(attributesOrTime) ? undefined : attributesOrTime
      this.#pushEvent(name, attributes, at)
    })
  }

  addLink(link: Link): this {
    return this.#quietly(() => {
      this.#links ??= []
      if (this.#isEnded || this.#links.length >= SPAN_LIMITS.links) return
      const { traceId, spanId } = link.context
      this.#links.push({ traceId, spanId, attributes: this.#attributesOf(link.attributes) })
    })
  }

  addLinks(links: Link[]): this {
    return this.#quietly(() => {
      for (const link of links) this.addLink(link)
    })
  }

  /** Media that the inputs or outputs refer to. */
  attach(attachment: Attachment): void {
    if (!this.#isEnded) (this.#attachments ??= []).push(attachment)
  }

  recordException(exception: unknown, attributesOrTime?: object | TimeInput): void {
    this.#quietly(() => {
      if (this.#isEnded) return
      const facts = describeException(exception)
      const time = isTimeInput(attributesOrTime) ? attributesOrTime : undefined
      const more = isTimeInput(attributesOrTime) ? undefined : attributesOrTime
      const described = {
        [EXCEPTION.type]: facts.type,
        [EXCEPTION.message]: facts.message,
        [EXCEPTION.stacktrace]: facts.stacktrace,
      }
      this.#pushEvent(EXCEPTION.event, { ...described, ...more }, time)
      if (!this.#attributes.has(ERROR_TYPE)) this.#put(ERROR_TYPE, nameOf(facts.type))
      this.setStatus('ERROR', facts.message)
    })
  }

  setStatus(status: SpanStatus | 'OK' | 'ERROR', message?: string): this {
    return this.#quietly(() => {
      if (this.#isEnded) return
      const code = typeof status === 'string' ? status : CODE_OF_API[status.code]
      if (!Object.hasOwn(OTLP_STATUS, code)) return
      const text = typeof status === 'string' ? message : status.message
      // An error's words may repeat what it was given; its type stays, as an attribute.
      this.#status = { code, message: code === 'ERROR' && this.capturesContent ? messageOf(text) : '' }
    })
  }

  end(endTime?: TimeInput | bigint): void {
    if (this.#isEnded) return
    this.#isEnded = true
    try {
      const endNanos = (endTime === undefined ? undefined : nanosOfTimeInput(endTime)) ?? this.scope.clock.nowNanos()
      const { startNanos } = this.#start
      const span = this.#describe('OK', endNanos < startNanos ? startNanos : endNanos)
      this.scope.spanEnded(this, { span, attachments: this.#attachments ?? NONE, begun: this.#begun })
    } catch (error) {
      this.scope.swallow('recording a span', error)
    }
  }

  /** How its beginning was encoded; forgotten when what is in it changes. */
  begunAs(begun: BegunSpan | undefined): void {
    this.#begun = begun
  }

  described(): EncodableSpan {
    return this.#describe('UNSET', 0n)
  }

  snapshot(): EncodableSpan {
    const attributes = { ...this.#attributes.toAttributes(), [LOUPE.partial]: true }
    return { ...this.#describe('UNSET', 0n), attributes }
  }

  #describe(unsetMeans: 'UNSET' | 'OK', endTimeUnixNano: bigint): EncodableSpan {
    const { startNanos, parent, kind } = this.#start
    const { code, message } = this.#status
    return {
      traceId: this.#spanContext.traceId,
      spanId: this.#spanContext.spanId,
      parentSpanId: parent?.spanId ?? '',
      traceState: this.#spanContext.traceState?.serialize() ?? '',
      name: this.#name,
      kind: kind + 1,
      startTimeUnixNano: startNanos,
      endTimeUnixNano,
      attributes: this.#attributes,
      events: this.#events ?? NONE,
      links: this.#links ?? NONE,
      status: { code: OTLP_STATUS[code === 'UNSET' ? unsetMeans : code], message },
    }
  }

  #setContent(key: string, value: unknown): void {
    if (this.#isEnded || !this.capturesContent) return
    this.#put(
      key,
      toJsonText(value, CAPTURE_LIMITS, { take: (found) => this.#takeMedia(found) }, this.scope.vocabulary),
    )
  }

  #takeMedia(found: FoundMedia): string | MediaFacts | undefined {
    const taken = this.scope.media.take(found)
    const attachment = taken?.attachment
    if (attachment !== undefined && !this.#attachments?.includes(attachment)) this.attach(attachment)
    return taken?.written
  }

  #put(name: string, value: AttributeValue | undefined): void {
    if (value === undefined) return
    const place = this.#attributes.placeOf(name)
    if (place >= 0) {
      this.#attributes.replace(place, value)
      if (this.#begun !== undefined && place < this.#begun.attributes) this.#begun = undefined
    } else if (this.#attributes.size < SPAN_LIMITS.attributes) this.#attributes.add(name, value)
  }

  #pushEvent(name: string, attributes: object | undefined, time: TimeInput | undefined): void {
    this.#events ??= []
    if (this.#isEnded || this.#events.length >= SPAN_LIMITS.events) return
    const timeUnixNano = nanosOfTimeInput(time) ?? this.scope.clock.nowNanos()
    this.#events.push({ timeUnixNano, name: nameOf(name), attributes: this.#attributesOf(attributes) })
  }

  #attributesOf(attributes: object | undefined): Attributes {
    const entries = Object.entries(attributes ?? {}).slice(0, SPAN_LIMITS.attributes)
    return Object.fromEntries(
      entries
        .map(([key, value]) => [this.scope.vocabulary.attribute(key), value] as const)
        .filter(([word]) => this.capturesContent || !word.isContent)
        .map(([word, value]) => [word.name, valueOf(word, value)] as const)
        .filter((entry): entry is readonly [string, AttributeValue] => entry[1] !== undefined),
    )
  }

  #quietly(work: () => void): this {
    try {
      work()
    } catch (error) {
      this.scope.swallow('recording a span', error)
    }
    return this
  }
}

const CODE_OF_API = {
  [SpanStatusCode.UNSET]: 'UNSET',
  [SpanStatusCode.OK]: 'OK',
  [SpanStatusCode.ERROR]: 'ERROR',
} as const
