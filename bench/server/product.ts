import type { Attributes } from '@loupe-ai/model'
import type { HttpClient } from '../load/http-client.ts'

/** A tracking server to compare: how a user installs and starts it, how spans go in and what is asked of it. */
export interface Product {
  readonly name: ProductName
  /** As a user would type it. */
  readonly command: string
  /** Installs what is missing; gives the version. */
  prepare(): Promise<string>
  /** What is to be started on a free port, with an empty or existing folder as its working folder. */
  programFor(folder: string, port: number): Promise<ProgramToStart>
  /** Throws unless the server gives a good answer to a list of traces. */
  ping(client: HttpClient): Promise<void>
  /** Makes the experiments where that is needed before spans are sent; how to talk to a server that answers. */
  connect(client: HttpClient): Promise<ProductClient>
}

export type ProductName = 'loupe' | 'mlflow' | 'phoenix'

export interface ProgramToStart {
  readonly file: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export interface ProductClient {
  readonly resourceOf: (experiment: number) => Attributes
  readonly headersOf: (experiment: number) => Readonly<Record<string, string>>
  /** How many spans of a trace can be read now; `traceId` in OpenTelemetry's 32 hex digits. */
  readableSpans(experiment: number, traceId: string): Promise<number>
  /** Each throws unless the answer is good; gives how many things it holds. */
  readonly reads: Readonly<Record<ReadName, (question: Question) => Promise<number>>>
}

export const READ_NAMES = ['list', 'filter', 'open', 'text'] as const
export type ReadName = (typeof READ_NAMES)[number]

export interface Question {
  readonly experiment: number
  /** Of 100 spans. */
  readonly traceId: string
  readonly word: string
}
