import { context, SpanKind } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { createContextKey } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { spanId, traceId } from '@loupe-ai/model'
import type { AttributeValue } from '@loupe-ai/model'
import type { LiveSpan, LiveSpanOptions, Tracing } from '../../trace/live-span.ts'
import { plainCopy } from '../../capture/plain-copy.ts'

interface RecordedSpan {
  readonly id: number
  readonly parent: RecordedSpan | undefined
  readonly live: LiveSpan
  name: string
  type: string | undefined
  kind: SpanKind
  inputs: unknown
  outputs: unknown
  attributes: Record<string, unknown>
  events: { name: string; attributes: Record<string, AttributeValue> }[]
  errors: unknown[]
  status: { code: 'UNSET' | 'OK' | 'ERROR'; message?: string }
  /** How often it was ended: must be 1. */
  ends: number
  /** Position among all endings. */
  endedAt: number
}

export interface RecordingTracing extends Tracing {
  readonly spans: RecordedSpan[]
  /** `name:TYPE(child, child)` of every root, in order of start. */
  tree(): string
  named(name: string): RecordedSpan
  openSpans(): string[]
  /** Throws unless every span has ended, once, and not after its parent. */
  assertEndedOnce(): void
}

const ACTIVE = createContextKey('loupe.testing.span')

/** Registers the real context manager for this process (once) and records spans as they are told, inputs read at once. */
export function recordingTracing(): RecordingTracing {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const spans: RecordedSpan[] = []
  let endings = 0

  const startSpan = (options: LiveSpanOptions): LiveSpan => {
    const parent = options.parent ?? context.active()
    const span = { id: spans.length, parent: parent.getValue(ACTIVE) as RecordedSpan | undefined } as RecordedSpan
    const live = liveSpan(span, parent, () => endings++)
    Object.assign(span, {
      live,
      name: options.name,
      type: options.spanType,
      kind: options.kind ?? SpanKind.INTERNAL,
      inputs: readNow(options.inputs),
      attributes: {},
      events: [],
      errors: [],
      status: { code: 'UNSET' },
      ends: 0,
      endedAt: -1,
    })
    spans.push(span)
    live.setAttributes(options.attributes ?? {})
    return live
  }

  const subtree = (span: RecordedSpan): string => {
    const children = spans.filter((one) => one.parent === span).map(subtree)
    return `${span.name}:${span.type}${children.length === 0 ? '' : `(${children.join(', ')})`}`
  }
  return {
    spans,
    startSpan,
    runInContext: (inside, work) => context.with(inside, work),
    activeContext: () => context.active(),
    tree: () =>
      spans
        .filter((span) => span.parent === undefined)
        .map(subtree)
        .join(' | '),
    named(name) {
      const found = spans.find((span) => span.name === name)
      if (found === undefined) throw new Error(`no span ${name} in ${spans.map((span) => span.name).join(', ')}`)
      return found
    },
    openSpans: () => spans.filter((span) => span.ends === 0).map((span) => span.name),
    assertEndedOnce() {
      for (const { name, ends, endedAt, parent } of spans) {
        if (ends !== 1) throw new Error(`${name} was ended ${ends} times`)
        if (parent && parent.endedAt < endedAt) throw new Error(`${name} ended after ${parent.name}`)
      }
    },
  }
}

function liveSpan(span: RecordedSpan, parent: Context, nextEnding: () => number): LiveSpan {
  const attributes = (bag: Readonly<Record<string, AttributeValue | undefined>>): void => {
    for (const [key, value] of Object.entries(bag)) if (value !== undefined) span.attributes[key] = value
  }
  return {
    traceId: traceId('tr-00000000000000000000000000000001'),
    spanId: spanId(span.id.toString(16).padStart(16, '0')),
    get name() {
      return span.name
    },
    context: parent.setValue(ACTIVE, span),
    get isEnded() {
      return span.ends > 0
    },
    setName: (name) => void (span.name = name),
    setSpanType: (type) => void (span.type = type),
    setInputs: (inputs) => void (span.inputs = readNow(inputs)),
    setOutputs: (outputs) => void (span.outputs = readNow(outputs)),
    setAttribute: (key, value) => attributes({ [key]: value }),
    setAttributes: attributes,
    addEvent: (name, bag = {}) => void span.events.push({ name, attributes: bag }),
    recordException(error, bag = {}) {
      span.errors.push(error)
      span.events.push({ name: 'exception', attributes: bag })
      span.status = { code: 'ERROR' }
    },
    setStatus: (code, message) => void (span.status = { code, ...(message !== undefined && { message }) }),
    end() {
      span.ends++
      span.endedAt = nextEnding()
      if (span.status.code === 'UNSET') span.status = { code: 'OK' }
    },
  }
}

const readNow = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(plainCopy(value))) as unknown)
