import { createReadStream } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { BYTE_PATHS } from '@loupe-ai/contract/paths'

interface Counts {
  readonly spans: number
  readonly refused: number
  readonly reasons: readonly string[]
}

interface ImportState extends Counts {
  readonly place: string
  readonly experimentId: string
  readonly size: number
  /** What of the file the server has. */
  readonly bytes: number
  /** Lines that tell of experiments: what comes later refers to them. */
  readonly experiments: readonly string[]
}

export interface SendLinesOptions {
  readonly url: string
  /** What is there goes on only there. */
  readonly place: string
  readonly file: string
  /** Everything goes there, whatever the lines say. */
  readonly experimentId?: string
  readonly restart: boolean
  readonly signal: AbortSignal
  readonly onProgress: (bytes: number, size: number, spans: number) => void
}

export type SendLinesResult =
  | ({ readonly ok: true } & Counts)
  /** The same command goes on where it stopped. */
  | { readonly ok: false; readonly message: string }

const BATCH_BYTES = 16 * 1024 * 1024
const MAX_TRIES = 30
const DEFAULT_RETRY_SECONDS = 1
const NEWLINE = 10

/** Sends a file of lines in batches; `file.import-state` says how far it is, until all of it is there. */
export async function sendLines(options: SendLinesOptions): Promise<SendLinesResult> {
  const { place, file, experimentId = '', restart, signal, onProgress } = options
  const stateFile = `${file}.import-state`
  const { size } = await stat(file)
  const begun = restart ? undefined : await readState(stateFile)
  const isSame = begun?.place === place && begun.size === size && begun.experimentId === experimentId
  let state: ImportState = isSame
    ? begun
    : { place, experimentId, size, bytes: 0, experiments: [], spans: 0, refused: 0, reasons: [] }
  try {
    for await (const batch of batchesOf(file, state.bytes)) {
      const own = experimentLinesIn(batch)
      const prefix = state.experiments.map((line) => `${line}\n`).join('')
      const taken = await send(Buffer.concat([Buffer.from(prefix), batch]), options)
      state = {
        ...state,
        bytes: state.bytes + batch.length,
        experiments: [...new Set([...state.experiments, ...own])],
        spans: state.spans + taken.spans,
        refused: state.refused + taken.refused,
        reasons: [...new Set([...state.reasons, ...taken.reasons])].slice(0, 5),
      }
      await writeFile(stateFile, JSON.stringify(state), { mode: 0o600 })
      onProgress(state.bytes, size, state.spans)
    }
  } catch (error) {
    return { ok: false, message: signal.aborted ? 'interrupted' : reasonOf(error) }
  }
  await rm(stateFile, { force: true })
  return { ok: true, ...state }
}

/** Whole lines, some megabytes at once; a longer line alone. */
async function* batchesOf(file: string, start: number): AsyncIterable<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for await (const chunk of createReadStream(file, { start, highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    waiting.push(chunk)
    bytes += chunk.length
    if (bytes < BATCH_BYTES || !chunk.includes(NEWLINE)) continue
    const all = Buffer.concat(waiting)
    const end = all.lastIndexOf(NEWLINE) + 1
    yield all.subarray(0, end)
    waiting = [all.subarray(end)]
    bytes = all.length - end
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}

const EXPERIMENT_LINE = Buffer.from('{"loupe":{"experiment":')

function experimentLinesIn(batch: Buffer): string[] {
  const lines: string[] = []
  for (let at = batch.indexOf(EXPERIMENT_LINE); at !== -1; at = batch.indexOf(EXPERIMENT_LINE, at + 1)) {
    if (at > 0 && batch[at - 1] !== NEWLINE) continue
    const end = batch.indexOf(NEWLINE, at)
    lines.push(batch.toString('utf8', at, end === -1 ? batch.length : end))
  }
  return lines
}

/** Waits and tries again while the server is busy. Throws what the server says against it. */
async function send(body: Uint8Array<ArrayBuffer>, { url, experimentId, signal }: SendLinesOptions): Promise<Counts> {
  const query = experimentId === undefined ? '' : `?experiment_id=${encodeURIComponent(experimentId)}`
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${url}${BYTE_PATHS.importTraces.path}${query}`, { method: 'PUT', body, signal })
    const text = await answer.text()
    if (answer.ok) return JSON.parse(text) as Counts
    const isBusy = answer.status === 429 || answer.status === 503
    if (!isBusy || tries === MAX_TRIES) throw new Error(messageIn(text, answer.status))
    const seconds = Number(answer.headers.get('retry-after') ?? DEFAULT_RETRY_SECONDS)
    await wait(1000 * (seconds > 0 ? seconds : DEFAULT_RETRY_SECONDS), undefined, { signal })
  }
}

function messageIn(text: string, status: number): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text
  } catch {
    return status === 404 ? 'the server knows no imports: it is older than this command' : text
  }
}

async function readState(stateFile: string): Promise<ImportState | undefined> {
  try {
    return JSON.parse(await readFile(stateFile, 'utf8')) as ImportState
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
