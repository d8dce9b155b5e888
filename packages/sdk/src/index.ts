import type { InitOptions } from './config.ts'
import type { AutologOptions } from './instrument/google-genai/index.ts'
import { createLoupe, type Loupe } from './loupe.ts'
import { processSurroundings } from './surroundings.ts'
import { SDK_VERSION } from './version.ts'

export type { ExportChoice, InitOptions, SpoolLocation } from './config.ts'
export type { CreateExperimentOptions } from './experiment/experiments.ts'
export type { AutologOptions } from './instrument/google-genai/index.ts'
export type { DatabricksOptions } from './export/databricks/credentials.ts'
export type { OtlpOptions, OtlpProtocol } from './export/otlp/otlp-options.ts'
export { createLoupe } from './loupe.ts'
export type { ChosenExperiment, ExperimentReference, FlushOptions, Loupe } from './loupe.ts'
export type { ForeignSpan, ForeignSpanProcessor } from './instrument/open-telemetry/foreign-span.ts'
export type { LoginOptions, LoginResult } from './login/login.ts'
export type { Terminal } from './login/terminal.ts'
export { LoupeError } from './loupe-error.ts'
export type { DeliveryCounts } from './process/delivery-counts.ts'
export type { MaskMedia, MediaMaskContext } from './process/mask-attachments.ts'
export type { Mask, MaskContext } from './process/mask-span.ts'
export type { Assessment } from './read/assessment.ts'
export type { AssessmentReference, AssessmentUpdate, ExpectationOptions, FeedbackOptions } from './read/judge.ts'
export type { TraceDeletion, TraceReader } from './read/reader.ts'
export type { TraceSearch } from './read/search-traces.ts'
export { Trace } from './read/trace.ts'
export type { AssessmentSearch, SpanSearch, TraceInfo } from './read/trace.ts'
export { TracePage } from './read/trace-page.ts'
export { TraceSpan } from './read/trace-span.ts'
export type { SpoolDelivery } from './process/send-spools.ts'
export type { SpoolStatus } from './spool/list-spools.ts'
export type { LiveSpan } from './trace/live-span.ts'
export type { SpanOptions } from './trace/span-options.ts'
export { SpanType } from './trace/span-type.ts'
export type { TraceUpdate } from './trace/update-trace.ts'

// The only state outside an object. Kept on the process, because a package is often loaded twice (as ES module and by a
// bundler, or in two folders): what the program set on one copy must hold for the spans that a library makes on another.
// By version, because copies of different versions do not know each other's insides.
const DEFAULT_LOUPE = Symbol.for(`@loupe-ai/sdk@${SDK_VERSION}`)
const holder = globalThis as typeof globalThis & { [DEFAULT_LOUPE]?: Loupe }

/** Made when first needed, so that what a program puts into its environment after its imports still counts. */
const loupe = (): Loupe => (holder[DEFAULT_LOUPE] ??= createLoupe({}, processSurroundings()))

/** Says where traces go and what they hold. May be called again: what is said later holds for later traces. */
export const init = (options: InitOptions = {}): void => loupe().init(options)
/** Of the server, for traces that begin from now on. */
export const setTrackingUri: Loupe['setTrackingUri'] = (uri) => loupe().setTrackingUri(uri)
export const getTrackingUri: Loupe['getTrackingUri'] = () => loupe().getTrackingUri()
/** Databricks: checks the credentials, asks for them in a terminal, and sends traces there. Rejects with a LoupeError. */
export const login: Loupe['login'] = (options) => loupe().login(options)
/** Resolves to the new id; rejects with a LoupeError, whose code is `RESOURCE_ALREADY_EXISTS` when the name is taken. */
export const createExperiment: Loupe['createExperiment'] = (name, options) => loupe().createExperiment(name, options)
/** For traces that begin from now on; created if missing. Never fails, and waits a second at most, if the server is away. */
export const setExperiment: Loupe['setExperiment'] = (experiment) => loupe().setExperiment(experiment)
/** Runs a function inside a span and gives back what it gives, at once or as a promise. */
export const withSpan: Loupe['withSpan'] = (work, options) => loupe().withSpan(work, options)
/** Runs a function; spans that begin inside it, also those of calls to Gemini, hold no inputs, outputs or messages. */
export const withoutContent: Loupe['withoutContent'] = (work) => loupe().withoutContent(work)
/** The function with a span around each call. */
export const trace: Loupe['trace'] = (work, options) => loupe().trace(work, options)
/** A span to be ended by hand. It is not made the active one: give it as `parent`. */
export const startSpan: Loupe['startSpan'] = (options) => loupe().startSpan(options)
export const getCurrentActiveSpan: Loupe['getCurrentActiveSpan'] = () => loupe().getCurrentActiveSpan()
/** Of the trace that ended last in this process. */
export const getLastActiveTraceId: Loupe['getLastActiveTraceId'] = () => loupe().getLastActiveTraceId()
export const updateCurrentTrace: Loupe['updateCurrentTrace'] = (update) => loupe().updateCurrentTrace(update)
/** Sends what has ended so far. Resolves to what became of it since the last call; never rejects. */
export const flushTraces: Loupe['flushTraces'] = (options) => loupe().flushTraces(options)
/** What lies on disk for servers that did not take it, of this and other programs. `loupe spool` shows it. */
export const listSpools: Loupe['listSpools'] = () => loupe().listSpools()
/** Sends what programs left on disk that are no more. `loupe spool send` does it. */
export const sendSpools: Loupe['sendSpools'] = (options) => loupe().sendSpools(options)
/** A trace with its spans, read back from the server. Rejects with a LoupeError, as all that follow do. */
export const getTrace: Loupe['getTrace'] = (traceId) => loupe().getTrace(traceId)
/** A page of traces, newest first unless told; `for await` over it goes through all pages. */
export const searchTraces: Loupe['searchTraces'] = (search) => loupe().searchTraces(search)
/** Says what somebody, a model or a program thinks of a trace. */
export const logFeedback: Loupe['logFeedback'] = (feedback) => loupe().logFeedback(feedback)
/** Says what should have come out. */
export const logExpectation: Loupe['logExpectation'] = (expectation) => loupe().logExpectation(expectation)
export const getAssessment: Loupe['getAssessment'] = (reference) => loupe().getAssessment(reference)
/** Changes feedback or an expectation; who gave it, and for which span, stays. */
export const updateAssessment: Loupe['updateAssessment'] = (update) => loupe().updateAssessment(update)
export const deleteAssessment: Loupe['deleteAssessment'] = (reference) => loupe().deleteAssessment(reference)
/** Sets a tag of a trace that is on the server; `updateCurrentTrace` does it for one that is running. */
export const setTraceTag: Loupe['setTraceTag'] = (traceId, key, value) => loupe().setTraceTag(traceId, key, value)
export const deleteTraceTag: Loupe['deleteTraceTag'] = (traceId, key) => loupe().deleteTraceTag(traceId, key)
/** Deletes traces for good, by id or by time, and gives how many there were. */
export const deleteTraces: Loupe['deleteTraces'] = (deletion) => loupe().deleteTraces(deletion)
/** Traces calls of `@google/genai`: `autolog()` for every client, now and later; `autolog({ disable: true })` undoes it. */
export const gemini: { readonly autolog: (options?: AutologOptions) => void } = {
  autolog: (options) => loupe().gemini.autolog(options),
}
/** Traces this one client of `@google/genai`, and gives the same client back. */
export const tracedGemini = <Client>(client: Client): Client => loupe().gemini.tracedClient(client)
/** For the span processors of an application's own OpenTelemetry SDK (2.x or 3.x): its spans then arrive beside ours. */
export const spanProcessor: Loupe['spanProcessor'] = () => loupe().spanProcessor()
/** Flushes and stops; `init` starts anew. */
export const shutdown: Loupe['shutdown'] = (options) => loupe().shutdown(options)
