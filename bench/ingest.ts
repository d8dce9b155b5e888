import { startServer } from '@loupe-ai/server/testing'
import { writeTraceRequest } from '@loupe-ai/wire'
import { startSink } from './start-sink.ts'
import { aTraceRequest } from './trace-requests.ts'

const SECONDS = 10
const CONNECTIONS = 8
const SPANS_A_REQUEST = [10, 500] as const

/** Spans a second over OTLP protobuf, acknowledged when stored, against a server that only reads the bytes. */
export async function benchIngest(print: (line: string) => void): Promise<void> {
  for (const spans of SPANS_A_REQUEST) {
    const bodies = Array.from({ length: 64 }, () => () => writeTraceRequest(aTraceRequest(spans)))
    const baseline = await readingOnly(bodies, spans)
    await using server = await startServer()
    const loupe = await spansPerSecond(server.url, bodies, spans)
    print(
      `batches of ${spans}: ${Math.round(loupe.rate)} spans/s, p99 ${Math.round(loupe.p99Millis)} ms; ` +
        `reading only ${Math.round(baseline.rate)} spans/s; ratio ${(loupe.rate / baseline.rate).toFixed(3)}`,
    )
  }
}

async function readingOnly(bodies: readonly (() => Uint8Array)[], spans: number): Promise<Rate> {
  await using sink = await startSink()
  return await spansPerSecond(sink.url, bodies, spans)
}

interface Rate {
  readonly rate: number
  readonly p99Millis: number
}

async function spansPerSecond(url: string, bodies: readonly (() => Uint8Array)[], spans: number): Promise<Rate> {
  const until = performance.now() + SECONDS * 1000
  const latencies: number[] = []
  const started = performance.now()
  const client = async (number: number): Promise<void> => {
    for (let turn = number; performance.now() < until; turn++) {
      const body = bodies[turn % bodies.length]!()
      const sent = performance.now()
      const response = await fetch(`${url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: body as Uint8Array<ArrayBuffer>,
      })
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`the server answered ${response.status}`)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => client(number)))
  const seconds = (performance.now() - started) / 1000
  latencies.sort((left, right) => left - right)
  return {
    rate: (latencies.length * spans) / seconds,
    p99Millis: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
  }
}
