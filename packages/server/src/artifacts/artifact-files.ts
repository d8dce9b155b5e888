import type { IncomingMessage } from 'node:http'
import { UnusablePath, type Artifact, type ArtifactEntry, type ArtifactPath, type ArtifactStore } from '@loupe-ai/store'
import { storedSpansText, storedSpansTextV2 } from '@loupe-ai/wire'
import { ApiError } from '../http/api-error.ts'
import { clientOf } from '../http/client-of.ts'
import { readBody, type BodyLimits } from '../http/read-body.ts'
import { findTrace } from '../api/read-trace.ts'
import { placeOf, SPANS_FILE, traceOfFolder } from './artifact-place.ts'
import { contentTypeOf } from './sniff-content-type.ts'
import { takeSpansFile, type SpansFileParts } from './take-spans-file.ts'

export interface ArtifactFilesParts extends SpansFileParts {
  readonly artifacts: ArtifactStore
  /** Of a file of spans, which is read whole. */
  readonly limits: BodyLimits
  /** Of any other file, in bytes: it goes to the disk as it comes. */
  readonly maxFileBytes: number
}

/** MLflow 2.x reads spans in a form of its own. */
export type SpansForm = 'v2' | 'v3'

export type FoundFile =
  | { readonly kind: 'artifact'; readonly artifact: Artifact }
  | { readonly kind: 'spans'; readonly text: string }

/** Files of clients by the names of their path; see `placeOf`. What a client can set right is an ApiError. */
export interface ArtifactFiles {
  put(names: readonly string[], body: IncomingMessage): Promise<void>
  /** Puts at a path of the store itself, and gives what is there then. */
  putAt(path: ArtifactPath, body: IncomingMessage): Promise<Artifact>
  /** Undefined where there is none. */
  find(names: readonly string[], form: SpansForm): Promise<FoundFile | undefined>
  /** By name; empty for a file and for what is not there. */
  list(names: readonly string[]): Promise<readonly ArtifactEntry[]>
  /** A file or a folder; nothing there is no failure. The spans of a trace stay: they go with it. */
  delete(names: readonly string[]): Promise<void>
}

export function artifactFiles(parts: ArtifactFilesParts): ArtifactFiles {
  const { artifacts, limits, maxFileBytes, stores } = parts

  async function spansText(traceId: string, form: SpansForm): Promise<string | undefined> {
    const found = await findTrace(stores.traces, traceId)
    if (found === undefined || found.spans.length === 0) return undefined
    return form === 'v2' ? storedSpansTextV2(found.spans) : storedSpansText(found.spans)
  }

  async function putAt(path: ArtifactPath, body: IncomingMessage): Promise<Artifact> {
    refuseEncoding(body)
    const length = Number(body.headers['content-length'] ?? 0)
    if (length > maxFileBytes) throw tooLarge(maxFileBytes)
    const incoming = await beginning(body, maxFileBytes)
    try {
      await artifacts.put(path, incoming.content, contentTypeOf(body.headers['content-type'], incoming.first))
    } catch (error) {
      throw asPutFailure(error)
    }
    const artifact = await artifacts.get(path)
    // Somebody deleted it at the same moment.
    if (artifact === undefined) throw new ApiError('TEMPORARILY_UNAVAILABLE', 'The file went away; try again.')
    return artifact
  }

  return {
    putAt,

    async put(names, body) {
      const place = placeOf(names)
      if (place.kind === 'file') return void (await putAt(place.path, body))
      refuseEncoding(body)
      const client = clientOf(body.socket)
      const read = await readBody(body, limits)
      if (read.status === 'too-large') throw tooLarge(limits.maxBytes)
      if (read.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
      if (read.status === 'broken') throw invalid(`The body cannot be read: ${read.reason}.`)
      try {
        await takeSpansFile(read.bytes, client, place, parts)
      } finally {
        read.release()
      }
    },

    async find(names, form) {
      const place = placeOf(names)
      if (place.kind === 'spans') {
        const text = await spansText(place.traceId, form)
        return text === undefined ? undefined : { kind: 'spans', text }
      }
      const artifact = await artifacts.get(place.path)
      if (artifact !== undefined) return { kind: 'artifact', artifact }
      if ((await artifacts.list(place.path)).length === 0) return undefined
      throw invalid(`Artifact path refers to a directory, not a file: '${names.join('/')}'`)
    },

    async list(names) {
      const place = placeOf(names)
      if (place.kind === 'spans') return []
      const entries = await artifacts.list(place.path)
      const traceId = traceOfFolder(names)
      const text = traceId === undefined ? undefined : await spansText(traceId, 'v3')
      if (text === undefined) return entries
      const spans = { name: SPANS_FILE, isFolder: false, size: Buffer.byteLength(text), modifiedMillis: 0 }
      return [...entries, spans].toSorted((left, right) => (left.name < right.name ? -1 : 1))
    },

    async delete(names) {
      const place = placeOf(names)
      if (names.length === 0) throw invalid('Invalid path')
      if (place.kind === 'file') await artifacts.deleteBelow(place.path)
    },
  }
}

/** The first bytes, which tell the type, and all of them; never more than `maxBytes`. */
async function beginning(
  body: IncomingMessage,
  maxBytes: number,
): Promise<{ first: Uint8Array; content: AsyncIterable<Uint8Array> }> {
  const chunks: AsyncIterator<Buffer> = body.iterator({ destroyOnReturn: false })
  const head = await chunks.next().catch((error: unknown) => {
    throw asPutFailure(error)
  })
  const first = head.done === true ? Buffer.alloc(0) : head.value
  async function* content(): AsyncGenerator<Uint8Array, void> {
    let size = 0
    for (let next = head; next.done !== true; next = await chunks.next()) {
      size += next.value.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      yield next.value
    }
  }
  return { first, content: content() }
}

function refuseEncoding(body: IncomingMessage): void {
  if (['', 'identity'].includes(body.headers['content-encoding']?.trim().toLowerCase() ?? '')) return
  throw new ApiError('INVALID_PARAMETER_VALUE', 'A file is sent as it is, without a Content-Encoding.', 415)
}

/** What went wrong with the sender's connection or path is told; anything else is a bug or a full disk. */
function asPutFailure(error: unknown): unknown {
  if (error instanceof UnusablePath) return invalid(`The file cannot be kept: ${error.message}.`)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' ? invalid('The body broke off.') : error
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError('INVALID_PARAMETER_VALUE', `The body is larger than ${maxBytes} bytes.`, 413)
