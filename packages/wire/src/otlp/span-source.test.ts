import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OtlpTraceRequest } from './otlp-request.ts'
import { randomRequest } from './random-request.ts'
import { openTraceRequest, readTraceRequest } from './read-protobuf.ts'
import { type OtlpSpanSource, spanSourceOf } from './span-source.ts'
import { writeTraceRequest } from './write-protobuf.ts'

/** What a source gives when all of it is asked for. */
function readAll({ resourceSpans }: OtlpSpanSource): { request: OtlpTraceRequest; failures: string[] } {
  const failures: string[] = []
  const request = {
    resourceSpans: resourceSpans.map(({ resource, scopeSpans }) => ({
      resource,
      scopeSpans: scopeSpans.map(({ scope, spans }) => ({
        scope,
        spans: [...spans].flatMap((read) => {
          if (!read.ok) failures.push(read.failure.reason)
          return read.ok ? [read.value] : []
        }),
      })),
    })),
  }
  return { request, failures }
}

function opened(bytes: Uint8Array): OtlpSpanSource {
  const source = openTraceRequest(bytes)
  if (!source.ok) throw new Error(source.failure.reason)
  return source.value
}

test('a request that is read span by span says the same', () => {
  fc.assert(
    fc.property(randomRequest, (request) => {
      const bytes = writeTraceRequest(request)
      const whole = readTraceRequest(bytes)
      if (!whole.ok) throw new Error(whole.failure.reason)
      for (const source of [opened(bytes), spanSourceOf(whole.value)]) {
        expect(source.spanCount).toBe(
          request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).length,
        )
        expect(readAll(source)).toEqual({ request: whole.value, failures: [] })
      }
    }),
  )
})

test('a span that is malformed leaves its neighbours readable, also those of another scope', () => {
  const good = [
    ...field(
      0x0a,
      Array.from({ length: 16 }, () => 1),
    ),
    ...field(0x2a, [0x61]),
  ]
  const malformed = [...good, 0x39, 1, 2]
  const scopes = [
    ...field(0x12, [...field(0x12, good), ...field(0x12, malformed), ...field(0x12, good)]),
    ...field(0x12, field(0x12, good)),
  ]
  const bytes = Uint8Array.from(field(0x0a, scopes))

  const source = opened(bytes)
  const { request, failures } = readAll(source)

  expect(source.spanCount).toBe(4)
  expect(failures).toEqual(['a value reaches beyond its message'])
  const names = request.resourceSpans[0]!.scopeSpans.map(({ spans }) => spans.map(({ name }) => name))
  expect(names).toEqual([['a', 'a'], ['a']])
  expect(readTraceRequest(bytes)).toMatchObject({ ok: false })
})

test('a request whose frame is cut is refused before any of its spans is read', () => {
  expect(openTraceRequest(Uint8Array.from([0x0a, 0x05, 0x00]))).toMatchObject({ ok: false })
})

const field = (tag: number, content: readonly number[]): number[] => [tag, content.length, ...content]
