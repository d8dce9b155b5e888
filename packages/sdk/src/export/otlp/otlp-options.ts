import type { Environment } from '../../config.ts'
import { readPairs } from './read-pairs.ts'

/** An OTLP backend. What is left out is read from `OTEL_EXPORTER_OTLP_*`, which count only when this export is asked for. */
export interface OtlpOptions {
  /** E.g. `https://otel.example.com`; `/v1/traces` is added where it has no path. */
  readonly endpoint?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly protocol?: OtlpProtocol
  /** Of one request. Default 10,000. */
  readonly timeoutMillis?: number
  readonly compression?: 'gzip' | 'none'
}

export type OtlpProtocol = 'http/protobuf' | 'http/json'

export interface OtlpSettings {
  /** The address that spans are posted to. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** `grpc`, or another text, is one that we do not speak. */
  readonly protocol: string
  readonly timeoutMillis: number
  readonly compression: 'gzip' | 'none'
}

const DEFAULT_ENDPOINT = 'http://localhost:4318'
const DEFAULT_TIMEOUT_MILLIS = 10_000

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/: what is said of traces wins over what is said of everything. */
export function readOtlpSettings(options: OtlpOptions, env: Environment): OtlpSettings {
  const said = (name: string): string | undefined =>
    textIn(env, `OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? textIn(env, `OTEL_EXPORTER_OTLP_${name}`)
  const timeoutMillis = options.timeoutMillis ?? Number(said('TIMEOUT') ?? DEFAULT_TIMEOUT_MILLIS)
  return {
    url: otlpUrl(options, env),
    headers: options.headers ?? headersOf(said('HEADERS') ?? ''),
    protocol: options.protocol ?? said('PROTOCOL') ?? 'http/protobuf',
    timeoutMillis: timeoutMillis > 0 ? timeoutMillis : DEFAULT_TIMEOUT_MILLIS,
    compression: options.compression ?? (said('COMPRESSION') === 'gzip' ? 'gzip' : 'none'),
  }
}

/** Where spans are posted to. The special variable is taken as it is, the general one is a base. */
export function otlpUrl({ endpoint }: OtlpOptions, env: Environment): string {
  if (endpoint !== undefined) return hasPath(endpoint) ? endpoint : below(endpoint)
  return (
    textIn(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ??
    below(textIn(env, 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? DEFAULT_ENDPOINT)
  )
}

const below = (base: string): string => `${base.replace(/\/+$/, '')}/v1/traces`
const hasPath = (address: string): boolean => URL.canParse(address) && new URL(address).pathname !== '/'

const headersOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(readPairs(text)).map(([name, value]) => [name.toLowerCase(), value]))

function textIn(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim()
  return text === '' ? undefined : text
}
