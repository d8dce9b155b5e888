import type { CallJson } from '../mlflow/call-json.ts'
import type { Reply, RequestFailure, SendRequest } from '../mlflow/send-request.ts'

/** A place in cloud storage that may be written to for a while. Its address is a secret. */
interface UploadCredential {
  readonly type: string
  readonly signedUri: string
  readonly headers: Readonly<Record<string, string>>
}

export interface UploadParts {
  readonly call: CallJson
  /** Without any credentials: those of the storage are in the address. */
  readonly send: SendRequest
}

/**
 * Puts a file of a trace into the workspace's cloud storage: asks for a signed address, then writes there with the headers
 * that came with it (mlflow-wire.md §1.7). `path`: below the trace's artifacts; its `traces.json` when absent.
 */
export async function uploadTraceFile(
  { call, send }: UploadParts,
  traceId: string,
  body: Uint8Array<ArrayBuffer>,
  path: string | undefined,
  signal: AbortSignal,
): Promise<Reply | RequestFailure> {
  const reply = await call(
    {
      method: 'GET',
      path: `/api/2.0/mlflow/traces/${encodeURIComponent(traceId)}/credentials-for-data-upload`,
      ...(path !== undefined && { fields: { path } }),
    },
    signal,
  )
  if (!reply.ok) return reply
  const credential = credentialIn(reply.value['credential_info'])
  return credential === undefined
    ? { ok: false, code: 'MALFORMED_ANSWER', reason: 'the workspace gave no address to upload to', isRetryable: false }
    : await put(send, credential, body, signal)
}

async function put(
  send: SendRequest,
  { type, signedUri: url, headers }: UploadCredential,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Reply | RequestFailure> {
  switch (type) {
    case 'AWS_PRESIGNED_URL':
    case 'GCP_SIGNED_URL':
      return await send({ method: 'PUT', url, headers, body, isSecret: true }, signal)
    case 'AZURE_SAS_URI':
      return await send(
        { method: 'PUT', url, headers: { 'x-ms-blob-type': 'BlockBlob', ...headers }, body, isSecret: true },
        signal,
      )
    case 'AZURE_ADLS_GEN2_SAS_URI': {
      const made = await send(
        { method: 'PUT', url: withQuery(url, { resource: 'file' }), headers, body: new Uint8Array(), isSecret: true },
        signal,
      )
      if (!made.ok) return made
      const written = withQuery(url, { action: 'append', position: '0', flush: 'true' })
      return await send({ method: 'PATCH', url: written, headers, body, isSecret: true }, signal)
    }
    default:
      return {
        ok: false,
        code: 'UNSUPPORTED',
        reason: 'the workspace uses a storage that is not known',
        isRetryable: false,
      }
  }
}

/** The rest of the address is signed and stays as it is, to the letter. */
const withQuery = (url: string, fields: Readonly<Record<string, string>>): string =>
  `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(fields)}`

function credentialIn(value: unknown): UploadCredential | undefined {
  if (!isObject(value) || typeof value['type'] !== 'string' || typeof value['signed_uri'] !== 'string') return undefined
  const headers = (Array.isArray(value['headers']) ? value['headers'] : []).filter(isHeader)
  return {
    type: value['type'],
    signedUri: value['signed_uri'],
    headers: Object.fromEntries(headers.map(({ name, value: text }) => [name, text])),
  }
}

const isHeader = (header: unknown): header is { readonly name: string; readonly value: string } =>
  isObject(header) && typeof header['name'] === 'string' && typeof header['value'] === 'string'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
