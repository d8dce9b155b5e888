import type { TraceId } from '@loupe-ai/model'

import { readConfig, type Config, type ExperimentChoice, type InitOptions } from './config.ts'
import { createDiagnostics, textOf } from './diagnostics.ts'
import type { CallEndpoint } from './experiment/call-endpoint.ts'
import { createExperiment, findOrCreateExperiment, type CreateExperimentOptions } from './experiment/experiments.ts'
import { connect, readFile, safeUri } from './export/connect.ts'
import type { Exporter } from './export/exporter.ts'
import { createGeminiInstrumentation, type GeminiInstrumentation } from './instrument/google-genai/index.ts'
import type { ForeignSpanProcessor } from './instrument/open-telemetry/foreign-span.ts'
import { foreignSpanProcessor } from './instrument/open-telemetry/span-processor.ts'
import { login, type LoginOptions, type LoginResult } from './login/login.ts'
import { createDeliveries, type Deliveries } from './process/deliveries.ts'
import { NO_DELIVERIES, type DeliveryCounts } from './process/delivery-counts.ts'
import { sendSpools, spoolsBelow, type SpoolDelivery } from './process/send-spools.ts'
import type { Target } from './process/destination.ts'
import { destinationOf } from './process/stamp.ts'
import { trackingCaller } from './read/call-tracking.ts'
import { connectionOf } from './read/connection.ts'
import { createReader, type TraceReader } from './read/reader.ts'
import { findSpool } from './spool/find-spool.ts'
import type { SpoolStatus } from './spool/list-spools.ts'
import { SPOOL_OPTIONS } from './spool/spool.ts'
import { spoolRootOf } from './spool/spool-folder.ts'
import type { Surroundings } from './surroundings.ts'
import { withContentSwitch } from './trace/content-switch.ts'
import { ensureContextManager } from './trace/context-manager.ts'
import { createIdSource } from './trace/ids.ts'
import type { LiveSpan, Tracing } from './trace/live-span.ts'
import { tracerOptions, type SpanOptions } from './trace/span-options.ts'
import { tracedFunction } from './trace/traced-function.ts'
import { createTracer } from './trace/tracer.ts'
import { updateTrace, type TraceUpdate } from './trace/update-trace.ts'
import { withSpan } from './trace/with-span.ts'

const CREATE_TIMEOUT_MILLIS = 10_000
/** `setExperiment` must not hold a program up. */
const LOOK_UP_TIMEOUT_MILLIS = 1000
const FLUSH_TIMEOUT_MILLIS = 5000
/** MLflow's server itself waits some seconds for spans that are under way. */
const READ_TIMEOUT_MILLIS = 30_000
const SEND_TIMEOUT_MILLIS = 10 * 60_000

export interface ExperimentReference {
  readonly name?: string
  readonly id?: string
}

/** What `setExperiment` found out; no id when the server did not answer in time. */
export interface ChosenExperiment {
  readonly name?: string
  readonly experimentId?: string
}

export interface FlushOptions {
  /** Default 5000. */
  readonly timeoutMillis?: number
}

/** One SDK: its configuration, its tracer and what it has under way. Methods may be taken off it. */
export interface Loupe extends TraceReader {
  init(options: InitOptions): void
  setTrackingUri(uri: string): void
  getTrackingUri(): string
  createExperiment(name: string, options?: CreateExperimentOptions): Promise<string>
  setExperiment(experiment: string | ExperimentReference): Promise<ChosenExperiment>
  withSpan<T>(work: (span: LiveSpan) => T, options?: SpanOptions): T
  /** Runs `work`; spans that begin inside it hold no inputs, outputs or messages, whoever makes them. */
  withoutContent<T>(work: () => T): T
  trace<This, Args extends unknown[], Result>(
    work: (this: This, ...args: Args) => Result,
    options?: Omit<SpanOptions, 'inputs'>,
  ): (this: This, ...args: Args) => Result
  startSpan(options: SpanOptions & { readonly name: string }): LiveSpan
  getCurrentActiveSpan(): LiveSpan | undefined
  getLastActiveTraceId(): TraceId | undefined
  updateCurrentTrace(update: TraceUpdate): void
  flushTraces(options?: FlushOptions): Promise<DeliveryCounts>
  shutdown(options?: FlushOptions): Promise<DeliveryCounts>
  /** What lies on disk for servers that did not take it, of this and other programs. */
  listSpools(): readonly SpoolStatus[]
  /** Sends what programs left there that are no more. */
  sendSpools(options?: FlushOptions): Promise<readonly SpoolDelivery[]>
  /** Checks, or asks for, the credentials of a Databricks workspace, and makes it the place where traces go. */
  login(options?: LoginOptions): Promise<LoginResult>
  /** For an application's own OpenTelemetry SDK, 2.x or 3.x: with it among its span processors its spans arrive here, too. */
  spanProcessor(): ForeignSpanProcessor
  readonly gemini: GeminiInstrumentation
  /** For instrumentation of other clients. */
  readonly tracing: Tracing
}

/** Puts the concrete parts together. Nothing runs, and nothing is registered anywhere, before the first span. */
export function createLoupe(options: InitOptions, { env, write }: Surroundings): Loupe {
  let given = options
  let config: Config = readConfig(given, env)
  let destination = destinationOf(config)
  let deliveries: Deliveries | undefined
  let isShutDown = false
  const diagnostics = createDiagnostics({ write, isDebug: config.isDebug })

  function configure(changes: InitOptions): void {
    given = { ...given, ...withoutAbsent(changes) }
    config = readConfig(given, env)
    destination = destinationOf(config)
  }

  function chooseExperiment(choice: ExperimentChoice): void {
    const { experimentId: _id, experimentName: _name, ...rest } = given
    given = rest
    configure('id' in choice ? { experimentId: choice.id } : { experimentName: choice.name })
  }

  const spoolRoot = (): string | undefined => config.spool?.dir ?? spoolRootOf(env)

  const connectTo = (target: Target): Exporter =>
    connect(target, { diagnostics, env, databricks: config.databricks, otlp: config.otlp })

  const openDeliveries = (): Deliveries =>
    (deliveries ??= createDeliveries({
      endAbandoned: () => gemini.closeStreams(),
      options: config.batch,
      diagnostics,
      connect: connectTo,
      spool: ({ kind, uri }) => {
        if (config.spool === undefined) return undefined
        const { maxBytes = SPOOL_OPTIONS.maxBytes } = config.spool
        return findSpool({ kind, uri: safeUri(uri) }, { ...SPOOL_OPTIONS, root: spoolRoot(), maxBytes }, diagnostics)
      },
      masks: () => config,
    }))

  const tracer = createTracer({
    ids: createIdSource(),
    sink: {
      spanStarted: (span, to) => (isShutDown ? undefined : openDeliveries().spanStarted(span, to)),
      spanEnded(ended, to) {
        if (!isShutDown) openDeliveries().spanEnded(ended, to)
      },
    },
    isEnabled: () => config.isEnabled && !isShutDown,
    capturesContent: () => config.capturesContent,
    maxMediaBytes: () => config.maxMediaBytes,
    destination: () => destination,
    swallow: diagnostics.swallow,
  })
  const gemini = createGeminiInstrumentation(tracer, { warn: (message) => diagnostics.warn('gemini', message) })

  const callServer = (timeoutMillis: number): CallEndpoint =>
    trackingCaller(connectionOf(config.trackingUri, { env, databricks: config.databricks, readFile }), timeoutMillis)

  const reader = createReader({
    call: (name, request) => callServer(READ_TIMEOUT_MILLIS)(name, request),
    experiment: () => config.experiment,
    settle: async () => await deliveries?.settle(FLUSH_TIMEOUT_MILLIS),
  })

  return {
    ...reader,
    tracing: tracer,
    gemini,
    init(changes) {
      isShutDown = false
      const { experimentId, experimentName, ...others } = changes ?? {}
      configure(others)
      if (experimentId !== undefined) chooseExperiment({ id: experimentId })
      else if (experimentName !== undefined) chooseExperiment({ name: experimentName })
    },
    setTrackingUri: (uri) => configure({ trackingUri: uri }),
    spanProcessor: () =>
      foreignSpanProcessor({
        sink: {
          spanEnded(ended, to) {
            if (!isShutDown) openDeliveries().spanEnded(ended, to)
          },
        },
        isEnabled: () => config.isEnabled && !isShutDown,
        capturesContent: () => config.capturesContent,
        destination: () => destination,
        flush: async () => await deliveries?.flush(FLUSH_TIMEOUT_MILLIS, destination.targets),
        swallow: diagnostics.swallow,
      }),
    getTrackingUri: () => config.trackingUri,
    async login(loginOptions = {}) {
      const result = await login(loginOptions, { env, databricks: config.databricks, readFile })
      configure({ trackingUri: result.trackingUri })
      return result
    },
    async createExperiment(name, experimentOptions = {}) {
      if (!config.isEnabled) return '0'
      return await createExperiment(callServer(CREATE_TIMEOUT_MILLIS), name, experimentOptions)
    },
    async setExperiment(experiment) {
      const { name, id } = typeof experiment === 'string' ? { name: experiment } : experiment
      if (id !== undefined) {
        chooseExperiment({ id })
        return { experimentId: id, ...(name !== undefined && { name }) }
      }
      if (name === undefined) throw new TypeError('setExperiment needs a name or an id')
      chooseExperiment({ name })
      if (!config.isEnabled) return { name }
      try {
        const call = callServer(LOOK_UP_TIMEOUT_MILLIS)
        return { name, experimentId: await findOrCreateExperiment(call, name) }
      } catch (error) {
        // The spans carry the name, and the server makes what is missing when they arrive.
        diagnostics.swallow('looking up an experiment', error)
        return { name }
      }
    },
    withSpan: (work, spanOptions) => withSpan(tracer, work, spanOptions ?? {}),
    withoutContent: (work) => {
      ensureContextManager()
      return tracer.runInContext(withContentSwitch(tracer.activeContext(), false), work)
    },
    trace: (work, spanOptions) => tracedFunction(tracer, work, spanOptions ?? {}),
    startSpan: (spanOptions) => tracer.startSpan(tracerOptions(spanOptions, 'span')),
    getCurrentActiveSpan: () => tracer.activeSpan(),
    getLastActiveTraceId: () => tracer.lastTraceId(),
    updateCurrentTrace(update) {
      const root = tracer.activeSpan()?.scope.localRoot
      if (root !== undefined && !root.isEnded) updateTrace(root, update ?? {})
      else if (config.isEnabled)
        diagnostics.warn('no trace', 'updateCurrentTrace was called where no trace is active, and did nothing')
    },
    listSpools: () => spoolsBelow(spoolRoot()),
    sendSpools: async ({ timeoutMillis = SEND_TIMEOUT_MILLIS } = {}) =>
      await sendSpools({
        root: spoolRoot(),
        timeoutMillis,
        // A spool knows its server, but not the password.
        connect: (target) => connectTo(destination.targets.find((ours) => isSame(ours, target)) ?? target),
        onTrouble: (error) => diagnostics.warn('spool', `what lies on disk cannot be read: ${textOf(error)}`),
      }),
    flushTraces: async ({ timeoutMillis = FLUSH_TIMEOUT_MILLIS } = {}) =>
      config.isEnabled && !isShutDown
        ? await openDeliveries().flush(timeoutMillis, destination.targets)
        : NO_DELIVERIES,
    async shutdown({ timeoutMillis = FLUSH_TIMEOUT_MILLIS } = {}) {
      gemini.closeStreams()
      isShutDown = true
      const closing = deliveries
      deliveries = undefined
      return (await closing?.close(timeoutMillis)) ?? NO_DELIVERIES
    },
  }
}

const isSame = (ours: Target, { kind, uri }: Target): boolean => ours.kind === kind && safeUri(ours.uri) === uri

/** Said as undefined means not said: it must not hide what was said before. */
const withoutAbsent = (options: InitOptions): InitOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
