import { createHash } from 'node:crypto'
import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { isObject } from '../json.ts'
import { SCENARIO_HEADER } from '../scenarios/answer-scenario.ts'
import { keep, newId } from '../state/emulator-state.ts'
import type { EmulatorState } from '../state/emulator-state.ts'
import { pageBody, pageOf } from './page-of.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

/** `GET files/{id}`: gemini-api.md §11. */
interface FileBody {
  name: string
  displayName?: string
  mimeType: string
  sizeBytes: string
  createTime: string
  updateTime: string
  expirationTime: string
  sha256Hash?: string
  uri: string
  downloadUri?: string
  state: 'PROCESSING' | 'ACTIVE' | 'FAILED'
  source: 'UPLOADED' | 'GENERATED' | 'REGISTERED'
  videoMetadata?: { videoDuration: string }
}

export interface StoredFile {
  body: FileBody
  bytes: Uint8Array
}

/** An upload that is under way. */
export interface Upload {
  bytes: Buffer[]
  size: number
  finish(bytes: Buffer): object
}

const LIFETIME_MILLIS = 48 * 3_600_000
const NAME = /^files\/[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** Bytes of all files together; the oldest are forgotten for new ones. */
const TOTAL_BYTES = 256 * 1024 * 1024

const missing = (id: string): ApiFailure => ({
  code: 403,
  status: 'PERMISSION_DENIED',
  message: `You do not have permission to access the File ${id} or it may not exist.`,
})

/** files.get, list, delete, download and registerFiles. */
export const FILE_ROWS: readonly ResourceRow[] = [
  ['GET', /^files$/, listFiles],
  ['POST', /^files:register$/, registerFiles],
  ['GET', /^files\/([^/:]+)$/, getFile],
  [
    'DELETE',
    /^files\/([^/:]+)$/,
    (call, id = '') => answerWith(call.state.files.delete(`files/${id}`) ? {} : missing(id)),
  ],
  ['GET', /^files\/([^/:]+):download$/, downloadFile],
  ['POST', /^upload\/files$/, upload],
]

function findFile({ state, now }: ResourceCall, id: string): StoredFile | undefined {
  const file = state.files.get(`files/${id}`)
  return file && Date.parse(file.body.expirationTime) > now.getTime() ? file : undefined
}

/** A video is still being looked through at the first look at it. */
function getFile(call: ResourceCall, id = ''): HttpAnswer {
  const file = findFile(call, id)
  if (!file) return answerWith(missing(id))
  const body = { ...file.body }
  file.body.state = 'ACTIVE'
  return answerWith(body)
}

function listFiles({ state, query }: ResourceCall): HttpAnswer {
  const page = pageOf([...state.files.values()], ({ body }) => body.name, query, { usual: 10, largest: 100 })
  return answerWith(pageBody(page, 'files', ({ body }) => body))
}

function downloadFile(call: ResourceCall, id = ''): HttpAnswer {
  const file = findFile(call, id)
  if (!file) return answerWith(missing(id))
  return { kind: 'bytes', contentType: file.body.mimeType, bytes: file.bytes }
}

function registerFiles(call: ResourceCall): HttpAnswer {
  const uris = call.body.uris ?? []
  if (!Array.isArray(uris)) return answerWith(invalidArgument('uris must be a list.'))
  const files = uris.slice(0, 100).map((uri) => {
    const made = makeFile(call, { mimeType: 'application/octet-stream' }, Buffer.alloc(0))
    made.body.uri = String(uri)
    made.body.source = 'REGISTERED'
    return keepFile(call.state, made).body
  })
  return answerWith({ files })
}

function upload(call: ResourceCall): HttpAnswer {
  if (commandOf(call).includes('start')) {
    const asked = isObject(call.body.file) ? call.body.file : {}
    const text = (name: string): string | undefined => (typeof asked[name] === 'string' ? asked[name] : undefined)
    const name = text('name')
    if (name !== undefined && !NAME.test(name)) return answerWith(invalidName())
    if (name !== undefined && call.state.files.has(name)) {
      return answerWith({ code: 409, status: 'ALREADY_EXISTS', message: `File ${name} already exists.` })
    }
    const mimeType =
      text('mimeType') ?? headerOf(call, 'x-goog-upload-header-content-type') ?? 'application/octet-stream'
    const displayName = text('displayName')
    return startUpload(call, 'files', (bytes) => {
      const isVideo = mimeType.startsWith('video/')
      const file = makeFile(call, { mimeType, ...(name && { name }), ...(displayName && { displayName }) }, bytes)
      if (isVideo) file.body.state = 'PROCESSING'
      return { file: { ...keepFile(call.state, file).body } }
    })
  }
  return continueUpload(call)
}

const invalidName = (): ApiFailure =>
  invalidArgument(
    '* CreateFileRequest.file.name: File name may only contain lowercase alphanumeric characters or dashes (-) and ' +
      'cannot begin or end with a dash.\n',
  )

/** First step of the resumable protocol: gives the address for the bytes. `finish` makes the last answer's body. */
export function startUpload(call: ResourceCall, path: string, finish: Upload['finish']): HttpAnswer {
  const id = newId(call.state, call.seed, 40)
  keep(call.state.uploads, id, { bytes: [], size: 0, finish }, 100)
  // The SDK sends the headers of a call with its first step only.
  const scenario = headerOf(call, SCENARIO_HEADER)
  const kept = scenario === undefined ? '' : `&${SCENARIO_HEADER}=${encodeURIComponent(scenario)}`
  const url = `${call.origin}/upload/${call.version}/${path}?upload_id=${id}&upload_protocol=resumable${kept}`
  return {
    kind: 'json',
    body: {},
    headers: { 'x-goog-upload-url': url, 'x-goog-upload-status': 'active', 'x-goog-upload-control-url': url },
  }
}

/** A piece of the bytes, in order; the last one has the command `finalize`. */
export function continueUpload(call: ResourceCall): HttpAnswer {
  const id = call.query.get('upload_id') ?? ''
  const open = call.state.uploads.get(id)
  if (!open) return answerWith({ code: 404, status: 'NOT_FOUND', message: 'Upload not found.' })
  const command = commandOf(call)
  if (command.includes('cancel')) {
    call.state.uploads.delete(id)
    return { kind: 'json', body: {}, headers: { 'x-goog-upload-status': 'cancelled' } }
  }
  const received = { 'x-goog-upload-size-received': String(open.size) }
  if (command.includes('query'))
    return { kind: 'json', body: {}, headers: { 'x-goog-upload-status': 'active', ...received } }
  const offset = Number(headerOf(call, 'x-goog-upload-offset') ?? 0)
  if (offset !== open.size)
    return answerWith(invalidArgument(`Invalid upload offset ${offset}; expected ${open.size}.`))
  open.bytes.push(call.bytes)
  open.size += call.bytes.length
  const underWay = [...call.state.uploads.values()].reduce((sum, { size }) => sum + size, 0)
  if (underWay > TOTAL_BYTES) {
    call.state.uploads.delete(id)
    return answerWith(invalidArgument(`Uploads are larger than ${TOTAL_BYTES} bytes.`))
  }
  if (!command.includes('finalize')) return { kind: 'json', body: {}, headers: { 'x-goog-upload-status': 'active' } }
  call.state.uploads.delete(id)
  return { kind: 'json', body: open.finish(Buffer.concat(open.bytes)), headers: { 'x-goog-upload-status': 'final' } }
}

/** The words of `X-Goog-Upload-Command`. */
export function commandOf(call: ResourceCall): string[] {
  return (headerOf(call, 'x-goog-upload-command') ?? '').split(',').map((word) => word.trim())
}

function headerOf({ headers }: ResourceCall, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** A file of these bytes, not yet kept. */
export function makeFile(
  { state, seed, now, version, origin }: Pick<ResourceCall, 'state' | 'seed' | 'now' | 'version' | 'origin'>,
  said: { mimeType: string; name?: string; displayName?: string },
  bytes: Uint8Array,
): StoredFile {
  const { name = `files/${newId(state, seed, 12)}`, displayName, mimeType } = said
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const time = now.toISOString()
  return {
    bytes,
    body: {
      name,
      ...(displayName !== undefined && { displayName }),
      mimeType,
      sizeBytes: String(bytes.length),
      createTime: time,
      updateTime: time,
      expirationTime: new Date(now.getTime() + LIFETIME_MILLIS).toISOString(),
      sha256Hash: Buffer.from(sha256).toString('base64'),
      uri: `${origin}/${version}/${name}`,
      state: 'ACTIVE',
      source: 'UPLOADED',
      ...(mimeType.startsWith('video/') && { videoMetadata: { videoDuration: '1s' } }),
    },
  }
}

/** Keeps a file; forgets the oldest when there are too many bytes. */
export function keepFile(state: EmulatorState, file: StoredFile): StoredFile {
  keep(state.files, file.body.name, file)
  let total = 0
  for (const { bytes } of state.files.values()) total += bytes.length
  for (const [name, { bytes }] of state.files) {
    if (total <= TOTAL_BYTES || name === file.body.name) break
    state.files.delete(name)
    total -= bytes.length
  }
  return file
}
