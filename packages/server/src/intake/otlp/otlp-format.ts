import {
  openTraceRequest,
  readTraceRequestJson,
  spanSourceOf,
  writeTraceResponse,
  writeTraceResponseJson,
  type OtlpDecoded,
  type OtlpSpanSource,
  type OtlpTraceResponse,
} from '@loupe-ai/wire'
import { rpcStatusBytes, rpcStatusJson, type RpcStatus } from './rpc-status.ts'

/** One of OTLP/HTTP's two encodings: what was asked in it is answered in it. */
export interface OtlpFormat {
  readonly contentType: string
  openRequest(body: Buffer): OtlpDecoded<OtlpSpanSource>
  writeResponse(response: OtlpTraceResponse): Uint8Array<ArrayBuffer> | string
  writeFailure(status: RpcStatus): Uint8Array<ArrayBuffer> | string
}

const protobuf: OtlpFormat = {
  contentType: 'application/x-protobuf',
  openRequest: openTraceRequest,
  writeResponse: writeTraceResponse,
  writeFailure: rpcStatusBytes,
}

export const otlpJson: OtlpFormat = {
  contentType: 'application/json',
  // No body at all is an empty request in protobuf; the same courtesy holds here.
  openRequest(body) {
    const read = readTraceRequestJson(body.length === 0 ? '{}' : body.toString('utf8'))
    return read.ok ? { ok: true, value: spanSourceOf(read.value) } : read
  },
  writeResponse: writeTraceResponseJson,
  writeFailure: rpcStatusJson,
}

const FORMATS: Readonly<Record<string, OtlpFormat>> = {
  'application/x-protobuf': protobuf,
  'application/protobuf': protobuf,
  'application/json': otlpJson,
}

/** The format that a Content-Type header names, its parameters ignored; undefined for any other. */
export function otlpFormatOf(contentType: string | undefined): OtlpFormat | undefined {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  return Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined
}
