import type { Attributes } from '@loupe-ai/model'
import { writeTraceRequest, type OtlpSpan } from '@loupe-ai/wire'
import { otlpRequest } from './otlp-requests.ts'

/** Sends spans by OTLP and waits until they are stored. Throws unless the server took them. */
export async function exportSpans(
  url: string,
  spans: readonly OtlpSpan[],
  { resource, headers }: { resource?: Attributes; headers?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body: writeTraceRequest(otlpRequest(spans, resource)),
  })
  if (response.status !== 200) throw new Error(`the server answered ${response.status}: ${await response.text()}`)
}
