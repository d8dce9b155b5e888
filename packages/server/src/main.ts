import { join, resolve } from 'node:path'
import type { RequestListener } from 'node:http'
import { signingKeyOf } from './artifacts/signing-key.ts'
import { urlSigner } from './artifacts/url-signer.ts'
import type { Stores } from '@loupe-ai/store'
import type { ServerConfig } from './config.ts'
import { allowedHosts } from './http/allowed-hosts.ts'
import { ByteBudget } from './http/byte-budget.ts'
import { letMemoryGoWhenIdle } from './let-memory-go.ts'
import { listen, type Listening } from './http/listen.ts'
import { DEFAULT_INGEST_LIMITS, startGroupCommit, type IngestLimits } from './ingest/group-commit.ts'
import type { GrpcListening } from './intake/otlp-grpc/listen-grpc.ts'
import { Turns } from './intake/turns.ts'
import type { HeldLock } from './lock/lock-file.ts'
import { lineLog, type Log, type LogFormat } from './log.ts'
import { readPrices } from './price/read-prices.ts'
import type { SelfTracer } from './self-traces/self-tracer.ts'
import { bindFailure } from './start/bind-failure.ts'
import { holdDataDir } from './start/hold-data-dir.ts'
import { listenGrpcIfAsked } from './start/listen-grpc-if-asked.ts'
import { startingUp } from './start/starting-up.ts'
import type { StartFailure } from './start/start-failure.ts'
import { defaultWebDir } from './web/web-dir.ts'

export interface RunningServer {
  /** The one to show to a person. */
  readonly url: string
  /** All of them: `localhost` is also reached by its two addresses. */
  readonly urls: readonly string[]
  readonly port: number
  /** Where OTLP over gRPC is taken, if it is. */
  readonly otlpGrpcPort?: number
  /** Absolute. */
  readonly dataDir: string
  /** Hosts and databases where stores lie that do not lie in the data folder. */
  readonly elsewhere: readonly string[]
  /** How it logs: not for people when `json`. */
  readonly logFormat: LogFormat
  /** When it started. */
  readonly traceCount: number
  /** Finishes what is in flight, stores what was taken, and gives the data folder back. */
  close(): Promise<void>
}

export type StartResult =
  | { readonly ok: true; readonly server: RunningServer }
  | { readonly ok: false; readonly failure: StartFailure }

export interface StartOptions {
  /** Takes a line for people. */
  readonly log: (line: string) => void
  /** The most that one intake body may hold after decompression, in bytes. */
  readonly maxBodyBytes?: number
  /** The spans of one trace beyond which more of it are rejected. */
  readonly maxTraceSpans?: number
  readonly ingestLimits?: IngestLimits
  /** How long `close` waits for requests in flight before it cuts them off. */
  readonly maxStopMillis?: number
}

const MIB = 1024 * 1024
const DEFAULT_MAX_BODY_BYTES = 64 * MIB
/** Of all bodies that are being read. */
const BODY_BUDGET_BODIES = 4
const MAX_API_BODY_BYTES = 8 * MIB
const DEFAULT_MAX_STOP_MILLIS = 10_000

/** Starts the tracking server. Never throws for what a person can set right: every such ending is a `StartFailure`. */
export async function startServer(config: ServerConfig, options: StartOptions): Promise<StartResult> {
  const log = lineLog(options.log, config.logFormat)
  const dataDir = resolve(config.dataDir)
  const backupsFolder = resolve(config.backupDir ?? join(dataDir, 'backups'))

  const prices = readPrices(config.pricesFile)
  if (!prices.ok) return { ok: false, failure: prices.failure }

  // The port and the lock come before the engine: what fails, fails within milliseconds.
  let onRequest: RequestListener = startingUp
  const bound = await listen(config.host, config.port, (request, response) => onRequest(request, response), log)
  if (!bound.ok) return { ok: false, failure: await bindFailure(config, bound) }
  const { listening } = bound
  const maxBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES
  const grpcBound = await listenGrpcIfAsked(config, maxBytes, log)
  if (!grpcBound.ok) return giveUp(grpcBound.failure, { listening })
  const { grpc } = grpcBound
  const isShared = config.clickhouseUrl !== undefined && config.metadataUrl !== undefined
  const held = await holdDataDir(dataDir, { url: listening.urls[0]!, isShared })
  if (!held.ok) return giveUp(held.failure, { listening, grpc })
  // Loaded only now, and the routes while the engine opens: together they are most of a cold start.
  const { openStoresOrExplain } = await import('./start/open-stores-or-explain.ts')
  const [opened, { createApp }] = await Promise.all([
    openStoresOrExplain({ ...config, dataDir, backupsFolder, maxTraceSpans: options.maxTraceSpans }, log),
    import('./app.ts'),
  ])
  if (!opened.ok) return giveUp(opened.failure, { listening, grpc, lock: held.lock })

  const { stores, traceCount, elsewhere } = opened
  const ingest = startGroupCommit(stores.traces, options.ingestLimits ?? DEFAULT_INGEST_LIMITS)
  const limits = { maxBytes, budget: new ByteBudget(BODY_BUDGET_BODIES * maxBytes) }
  const turns = new Turns()
  const hosts = allowedHosts(config.allowedHosts, namesOf(config.host))
  const selfTracer = config.selfTraces ? await selfTracerOf(stores, log) : undefined
  const { keepApplying } = await import('./retention/keep-applying.ts')
  const retention = keepApplying({
    stores,
    defaults: config.retention ?? {},
    storedSpans: () => ingest.counts().storedSpans,
    log,
    isScheduled: config.isBrief !== true,
  })
  onRequest = createApp({
    hosts,
    stores,
    intake: { ingest, limits, turns },
    apiLimits: { ...limits, maxBytes: MAX_API_BODY_BYTES },
    priceCall: prices.priceCall,
    signer: urlSigner(await signingKeyOf(dataDir, config.signingKey)),
    retention,
    dataDir,
    backupsFolder: elsewhere.length > 0 ? undefined : backupsFolder,
    webDir: config.webDir ?? defaultWebDir(),
    selfTracer,
    log,
  })
  if (grpc !== undefined) {
    const { receiveLogsExport, receiveTraceExport } = await import('./intake/otlp-grpc/receive-export.ts')
    const { experiments, traces } = stores
    grpc.serve({
      traces: receiveTraceExport({ hosts, experiments, ingest, turns, limits, priceCall: prices.priceCall, log }),
      logs: receiveLogsExport({ hosts, traces, limits, log }),
    })
  }

  const idleMemory = letMemoryGoWhenIdle()
  const close = async (): Promise<void> => {
    idleMemory[Symbol.dispose]()
    try {
      const maxStopMillis = options.maxStopMillis ?? DEFAULT_MAX_STOP_MILLIS
      await Promise.all([listening.stop(maxStopMillis), grpc?.stop(maxStopMillis)])
      await ingest.drain()
      await retention.close()
      await selfTracer?.close()
      await stores.close()
    } finally {
      held.lock.release()
    }
  }
  let closing: Promise<void> | undefined
  const server: RunningServer = {
    url: listening.urls[0]!,
    urls: listening.urls,
    port: listening.port,
    otlpGrpcPort: grpc?.port,
    dataDir,
    elsewhere,
    logFormat: config.logFormat ?? 'text',
    traceCount,
    close: () => (closing ??= close()),
  }
  if (server.logFormat === 'json') log.info('the server is ready', { url: server.url, dataDir, traceCount })
  return { ok: true, server }
}

async function selfTracerOf({ traces, experiments }: Stores, log: Log): Promise<SelfTracer> {
  const { startSelfTracer } = await import('./self-traces/self-tracer.ts')
  return startSelfTracer({ sink: traces, experiments, log })
}

/** An address that was named is also one that requests may name; those that mean every address name none. */
const namesOf = (host: string): string[] =>
  host === '0.0.0.0' || host === '::' ? [] : [(host.includes(':') ? `[${host}]` : host).toLowerCase()]

interface Held {
  readonly listening: Listening
  readonly grpc?: GrpcListening | undefined
  readonly lock?: HeldLock
}

async function giveUp(failure: StartFailure, { listening, grpc, lock }: Held): Promise<StartResult> {
  await Promise.all([listening.stop(0), grpc?.stop(0)])
  lock?.release()
  return { ok: false, failure }
}
