import { existsSync } from 'node:fs'
import { open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { BYTE_PATHS } from '@loupe-ai/contract/paths'

/** What to export: as `GET /api/loupe/v1/export` takes it, without the page. */
export type ExportQuery = Readonly<Record<string, string | readonly string[]>>

interface ExportState {
  readonly query: ExportQuery
  /** What of the file is whole pages. */
  readonly bytes: number
  readonly traces: number
  readonly leftOut: number
  readonly total?: number
  readonly pageToken: string
}

export interface SaveExportOptions {
  readonly url: string
  readonly file: string
  readonly query: ExportQuery
  readonly restart: boolean
  readonly signal: AbortSignal
  readonly onProgress: (traces: number, total: number | undefined) => void
}

export type SaveExportResult =
  | { readonly ok: true; readonly traces: number; /** Files that are too large for a line. */ readonly leftOut: number }
  /** The same command goes on where it stopped. */
  | { readonly ok: false; readonly message: string; readonly isResumable: boolean }

/** Gathered in `file.part` until it is whole; `file.part.state` says how far it is. */
export async function saveExport(options: SaveExportOptions): Promise<SaveExportResult> {
  const part = `${options.file}.part`
  const stateFile = `${part}.state`
  const begun = options.restart ? undefined : await readState(stateFile, part)
  if (begun !== undefined && JSON.stringify(begun.query) !== JSON.stringify(options.query)) {
    const message = `${part} was begun with another selection: use the same one, or --restart.`
    return { ok: false, message, isResumable: false }
  }
  let state: ExportState = begun ?? { query: options.query, bytes: 0, traces: 0, leftOut: 0, pageToken: '' }
  await truncateTo(part, state.bytes)
  try {
    for (let isFirst = begun === undefined; isFirst || state.pageToken !== ''; isFirst = false) {
      const page = await savePage(part, state, options)
      state = {
        query: options.query,
        bytes: page.bytes,
        traces: state.traces + page.traces,
        leftOut: state.leftOut + (page.leftOut ?? 0),
        pageToken: page.nextPageToken ?? '',
        ...((page.total ?? state.total) !== undefined && { total: page.total ?? state.total! }),
      }
      if (state.pageToken !== '') await writeFile(stateFile, JSON.stringify(state), { mode: 0o600 })
      options.onProgress(state.traces, state.total)
    }
  } catch (error) {
    const message = options.signal.aborted ? 'interrupted' : reasonOf(error)
    return { ok: false, message, isResumable: state.pageToken !== '' }
  }
  await rename(part, options.file)
  await rm(stateFile, { force: true })
  return { ok: true, traces: state.traces, leftOut: state.leftOut }
}

interface SavedPage {
  readonly bytes: number
  readonly traces: number
  readonly leftOut?: number
  readonly total?: number
  readonly nextPageToken?: string
}

class ExportRefused extends Error {}

const NEWLINE = 10
const MAX_END_BYTES = 1024 * 1024

/** Writes what comes as it comes, but for the last line, which says how to go on. Throws where that did not come. */
async function savePage(
  file: string,
  { bytes: start, pageToken }: ExportState,
  { url, query, signal }: SaveExportOptions,
): Promise<SavedPage> {
  const asked = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) for (const one of [value].flat()) asked.append(key, one)
  if (pageToken !== '') asked.set('page_token', pageToken)
  const answer = await fetch(`${url}${BYTE_PATHS.exportTraces.path}?${asked}`, { signal })
  if (!answer.ok) throw new ExportRefused(await refusalOf(answer))
  const handle = await open(file, 'r+')
  try {
    let at = start
    for await (const chunk of answer.body ?? []) {
      await handle.write(chunk, 0, chunk.length, at)
      at += chunk.length
    }
    const tail = Buffer.alloc(Math.min(MAX_END_BYTES, at - start))
    await handle.read(tail, 0, tail.length, at - tail.length)
    const end = tail.subarray(0, -1).lastIndexOf(NEWLINE) + 1
    const last = tail.toString('utf8', end).trim()
    const page = last.startsWith('{"loupe":{"page":')
      ? (JSON.parse(last) as { loupe: { page: Omit<SavedPage, 'bytes'> } })
      : undefined
    if (page === undefined) throw new Error('the answer broke off')
    const bytes = at - tail.length + end
    await handle.truncate(bytes)
    return { ...page.loupe.page, bytes }
  } finally {
    await handle.close()
  }
}

async function refusalOf(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text
  } catch {
    return answer.status === 404 ? 'the server knows no exports: it is older than this command' : text
  }
}

async function readState(stateFile: string, part: string): Promise<ExportState | undefined> {
  if (!existsSync(stateFile) || !existsSync(part)) return undefined
  try {
    return JSON.parse(await readFile(stateFile, 'utf8')) as ExportState
  } catch {
    return undefined
  }
}

async function truncateTo(file: string, bytes: number): Promise<void> {
  if (bytes === 0) await writeFile(file, '', { mode: 0o600 })
  else await truncate(file, bytes)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
