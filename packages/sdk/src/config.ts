import type { Attributes } from '@loupe-ai/model'
import type { DatabricksOptions } from './export/databricks/credentials.ts'
import { otelResource } from './export/otlp/otel-resource.ts'
import { otlpUrl, type OtlpOptions } from './export/otlp/otlp-options.ts'
import { BATCH_OPTIONS, type BatchOptions } from './process/batch-options.ts'
import type { Target } from './process/destination.ts'
import { MAX_MEDIA_BYTES } from './media/trace-media.ts'
import type { MaskMedia } from './process/mask-attachments.ts'
import type { Mask } from './process/mask-span.ts'

/** What a program may say to `init`. What it leaves out is read from the environment, then has a default. */
export interface InitOptions {
  /** Of the Loupe or MLflow server. `LOUPE_TRACKING_URI`, `MLFLOW_TRACKING_URI`, then `http://localhost:5000`. */
  readonly trackingUri?: string
  /** Created when missing. `MLFLOW_EXPERIMENT_NAME`. */
  readonly experimentName?: string
  /** A decimal number; wins over the name. `MLFLOW_EXPERIMENT_ID`. */
  readonly experimentId?: string
  /** False: nothing is recorded and nothing is sent. `LOUPE_TRACING`. */
  readonly enabled?: boolean
  /** False: spans hold no inputs, outputs and messages. `LOUPE_CAPTURE_CONTENT`. */
  readonly captureContent?: boolean
  /** OpenTelemetry's `service.name`. `OTEL_SERVICE_NAME` when `export` asks for an OTLP backend. */
  readonly serviceName?: string
  readonly batch?: Partial<BatchOptions>
  /**
   * Sees every text of inputs, outputs, attributes, events and errors before it leaves or touches the disk, and gives what
   * may be kept. Where it throws, or gives no text, a marker stands instead.
   */
  readonly mask?: Mask
  /**
   * The same for images, audio and other media. With a `mask` and without this they stay in the program, because what sees
   * text alone cannot judge them.
   */
  readonly maskMedia?: MaskMedia
  /**
   * Of the pictures, sounds and files of one trace. What is more is recorded by type, size and hash only; so is everything
   * with 0. Default 64 MiB. `LOUPE_MAX_MEDIA_BYTES`.
   */
  readonly maxMediaBytes?: number
  /** False: spans wait in memory only. A folder and a size otherwise. `LOUPE_SPOOL`, `LOUPE_SPOOL_DIR`. */
  readonly spool?: false | SpoolLocation
  /** `LOUPE_EXPORT`. Default `tracking`. */
  readonly export?: ExportChoice
  /** The OTLP backend, when `export` asks for one. `OTEL_EXPORTER_OTLP_*`. */
  readonly otlp?: OtlpOptions
  /** The workspace, when the tracking URI is `databricks`. `DATABRICKS_*`, `.databrickscfg`. */
  readonly databricks?: DatabricksOptions
}

/** `tracking`: to the tracking URI. `otlp`: to an OTLP backend. `both`: each span to both. */
export type ExportChoice = 'tracking' | 'otlp' | 'both'

export interface SpoolLocation {
  /** The user's state folder when absent. */
  readonly dir?: string
  /** Of one destination. Default 256 MiB. */
  readonly maxBytes?: number
}

export type ExperimentChoice = { readonly id: string } | { readonly name: string }

export interface Config {
  readonly trackingUri: string
  /** Where spans go. */
  readonly targets: readonly Target[]
  readonly otlp: OtlpOptions
  readonly databricks: DatabricksOptions
  readonly experiment: ExperimentChoice | undefined
  readonly isEnabled: boolean
  readonly capturesContent: boolean
  /** What is said of the program. */
  readonly resource: Attributes
  readonly isDebug: boolean
  readonly batch: BatchOptions
  readonly mask: Mask | undefined
  readonly maskMedia: MaskMedia | undefined
  readonly maxMediaBytes: number
  /** Undefined: in memory only. */
  readonly spool: SpoolLocation | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

const DEFAULT_TRACKING_URI = 'http://localhost:5000'

/** Option over environment over default. */
export function readConfig(options: InitOptions, env: Environment): Config {
  const choice = options.export ?? exportIn(env)
  const trackingUri =
    options.trackingUri ?? textIn(env, 'LOUPE_TRACKING_URI', 'MLFLOW_TRACKING_URI') ?? DEFAULT_TRACKING_URI
  return {
    trackingUri,
    targets: targetsOf(choice, options.otlp ?? {}, trackingUri, env),
    otlp: options.otlp ?? {},
    databricks: options.databricks ?? {},
    experiment: readExperiment(options, env),
    isEnabled: options.enabled ?? flagIn(env, 'LOUPE_TRACING') ?? true,
    capturesContent: options.captureContent ?? flagIn(env, 'LOUPE_CAPTURE_CONTENT') ?? true,
    resource: {
      // The variables are of OpenTelemetry's exporters: they count where spans go to what those send to.
      ...(choice !== 'tracking' && otelResource(env)),
      ...(options.serviceName !== undefined && { 'service.name': options.serviceName }),
    },
    isDebug: flagIn(env, 'LOUPE_DEBUG') ?? false,
    batch: { ...BATCH_OPTIONS, ...options.batch },
    mask: options.mask,
    maskMedia: options.maskMedia ?? (options.mask && withholdMedia),
    maxMediaBytes: options.maxMediaBytes ?? countIn(env, 'LOUPE_MAX_MEDIA_BYTES') ?? MAX_MEDIA_BYTES,
    spool: readSpool(options.spool, env),
  }
}

const withholdMedia: MaskMedia = () => undefined

function exportIn(env: Environment): ExportChoice {
  const text = textIn(env, 'LOUPE_EXPORT')?.toLowerCase()
  return text === 'otlp' || text === 'both' ? text : 'tracking'
}

function targetsOf(choice: ExportChoice, otlp: OtlpOptions, trackingUri: string, env: Environment): readonly Target[] {
  const tracking: Target = { kind: 'tracking', uri: trackingUri }
  if (choice !== 'otlp' && choice !== 'both') return [tracking]
  const backend: Target = { kind: 'otlp', uri: otlpUrl(otlp, env) }
  return choice === 'both' ? [tracking, backend] : [backend]
}

function readExperiment(options: InitOptions, env: Environment): ExperimentChoice | undefined {
  if (options.experimentId !== undefined) return { id: options.experimentId }
  if (options.experimentName !== undefined) return { name: options.experimentName }
  const id = textIn(env, 'MLFLOW_EXPERIMENT_ID')
  if (id !== undefined) return { id }
  const name = textIn(env, 'MLFLOW_EXPERIMENT_NAME')
  return name === undefined ? undefined : { name }
}

function readSpool(option: InitOptions['spool'], env: Environment): SpoolLocation | undefined {
  if (option === false) return undefined
  if (option === undefined && flagIn(env, 'LOUPE_SPOOL') === false) return undefined
  return option ?? {}
}

/** Set but empty counts as absent, as shells and compose files leave it. */
function textIn(env: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = env[name]?.trim()
    if (text !== undefined && text !== '') return text
  }
  return undefined
}

function flagIn(env: Environment, name: string): boolean | undefined {
  const text = textIn(env, name)?.toLowerCase()
  return text === undefined ? undefined : !['false', '0', 'no', 'off'].includes(text)
}

function countIn(env: Environment, name: string): number | undefined {
  const text = textIn(env, name)
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
