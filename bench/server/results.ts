import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Percentiles } from '../load/percentiles.ts'
import type { MachineFacts } from './machine.ts'
import type { TreeMemory } from './process-tree.ts'
import type { ProductName, ReadName } from './product.ts'

export interface IngestResult {
  readonly acknowledgedSpans: number
  /** All spans of the corpus before this one were. */
  readonly acknowledgedUpTo: number
  readonly acknowledgedPerSecond: number
  /** Fewer than were acknowledged if the last of them could not be read in time. */
  readonly readableSpans: number
  /** From the first request to the moment when the last trace could be read, or when time was up. */
  readonly readablePerSecond: number
  readonly answerP50Millis: number
  readonly answerP99Millis: number
  readonly refusals: number
  readonly bytesPerSpan: number
  readonly serverCpuMicrosPerSpan: number
  readonly clientCpuMicrosPerSpan: number
}

export type ReadResults = Readonly<Record<ReadName, Percentiles>>

export interface SizeResult {
  readonly spans: number
  readonly ingest: IngestResult
  /** Just after the last span was readable. */
  readonly memory: TreeMemory
  /** After reads, and when the folder had come to rest. */
  readonly restingMemory: TreeMemory
  readonly diskBytesPerSpan: number
  /** Left out when not everything could be read in time. */
  readonly reads?: ReadResults
}

export interface ProductResult {
  readonly product: ProductName
  readonly version: string
  readonly command: string
  readonly machine: MachineFacts
  readonly freshStartMillis: number
  readonly restartMillis: number
  readonly freshMemory: TreeMemory
  readonly smallBatches: IngestResult
  readonly sizes: readonly SizeResult[]
  /** Disk of a corpus of chats only, and how many spans it had. */
  readonly chats?: { readonly spans: number; readonly diskBytesPerSpan: number }
}

const FOLDER = new URL('results/', import.meta.url)

/** Kept in the repository, so that a run of one product changes its columns only. */
export function keepResult(name: string, result: unknown): void {
  mkdirSync(fileURLToPath(FOLDER), { recursive: true })
  writeFileSync(new URL(`${name}.json`, FOLDER), `${JSON.stringify(result, undefined, 2)}\n`)
}

/** Undefined for what was never measured. */
export function keptResult<Result>(name: string): Result | undefined {
  const file = new URL(`${name}.json`, FOLDER)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined
}

/** Those that begin so. */
export const keptNames = (prefix: string): string[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(0, -'.json'.length))
        .sort()
    : []
