import * as fc from 'fast-check'
import type { AttributeValue } from '@loupe-ai/model'
import protobuf from 'protobufjs'
import { expect, test } from 'vitest'
import { toHex } from '../bytes/hex.ts'
import type { OtlpTraceRequest } from './otlp-request.ts'
import { randomRequest } from './random-request.ts'
import { writeTraceRequest } from './write-protobuf.ts'

// Field numbers and types as opentelemetry-proto 1.x has them, told to a protobuf library that is not ours.
const DESCRIPTION = `
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
    int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; Status status = 15;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; repeated KeyValue attributes = 4; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
      ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
`
const Request = protobuf.parse(DESCRIPTION).root.lookupType('Request')

type Fields = Record<string, unknown>
const list = (value: unknown) => (value ?? []) as Fields[]
const hexOf = (value: unknown) => toHex(Uint8Array.from(value as Uint8Array))

/** What the other library read, in our shape, so that the two can be compared. */
function asRequest(message: Fields): OtlpTraceRequest {
  return {
    resourceSpans: list(message['resourceSpans']).map((resourceSpans) => ({
      resource: asAttributes((resourceSpans['resource'] as Fields)['attributes']),
      scopeSpans: list(resourceSpans['scopeSpans']).map((scopeSpans) => {
        const { name, version } = scopeSpans['scope'] as { name: string; version: string }
        return { scope: version === '' ? { name } : { name, version }, spans: list(scopeSpans['spans']).map(asSpan) }
      }),
    })),
  }
}

function asSpan(span: Fields): OtlpTraceRequest['resourceSpans'][number]['scopeSpans'][number]['spans'][number] {
  const { code, message } = span['status'] as { code: number; message: string }
  return {
    traceId: hexOf(span['traceId']),
    spanId: hexOf(span['spanId']),
    parentSpanId: hexOf(span['parentSpanId']),
    traceState: span['traceState'] as string,
    name: span['name'] as string,
    kind: span['kind'] as number,
    startTimeUnixNano: BigInt(span['startTimeUnixNano'] as string),
    endTimeUnixNano: BigInt(span['endTimeUnixNano'] as string),
    attributes: asAttributes(span['attributes']),
    events: list(span['events']).map((event) => ({
      timeUnixNano: BigInt(event['timeUnixNano'] as string),
      name: event['name'] as string,
      attributes: asAttributes(event['attributes']),
    })),
    links: list(span['links']).map((link) => ({
      traceId: hexOf(link['traceId']),
      spanId: hexOf(link['spanId']),
      attributes: asAttributes(link['attributes']),
    })),
    status: { code, message },
  }
}

const asAttributes = (keyValues: unknown): Record<string, AttributeValue> =>
  Object.fromEntries(list(keyValues).map(({ key, value }) => [key as string, asValue(value as Fields)]))

function asValue(value: Fields): AttributeValue {
  const kind = value['value'] as string | undefined
  if (kind === undefined) return null
  const content = value[kind]
  if (kind === 'intValue') return BigInt(content as string)
  if (kind === 'bytesValue') return Uint8Array.from(content as Uint8Array)
  if (kind === 'arrayValue') return list((content as Fields)['values']).map(asValue)
  if (kind === 'kvlistValue') return asAttributes((content as Fields)['values'])
  return content as string | boolean | number
}

test('an independent protobuf library reads what we write', () => {
  fc.assert(
    fc.property(randomRequest, (request) => {
      const message = Request.toObject(Request.decode(writeTraceRequest(request)), {
        longs: String,
        defaults: true,
        oneofs: true,
      })
      expect(asRequest(message)).toEqual(request)
    }),
  )
})
