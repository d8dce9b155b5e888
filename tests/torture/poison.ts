import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readTraceResponse } from '@loupe-ai/wire'
import { httpClient, type HttpClient } from '../../bench/load/http-client.ts'
import { checkLedger } from './check-ledger.ts'
import { Ledger } from './ledger.ts'
import { load } from './load.ts'
import type { Outcome } from './outcome.ts'
import { poisonedRequests, type PoisonedRequest } from './poisoned-requests.ts'
import { startServerOn } from './server-under-test.ts'

const LOAD_SPANS = 5000
const MAX_TRIES = 5

/**
 * Strange and broken spans amid a load: each is stored, or set apart with a word why; none makes the server fail or its
 * neighbours wait, and what is stored can be read, listed and survives another start.
 */
export async function poison(seed: number, print: (line: string) => void): Promise<Outcome> {
  const wrong: string[] = []
  const dataDir = await mkdtemp(join(tmpdir(), 'loupe-poison-'))
  const ledger = new Ledger('neighbours')
  let server = await startServerOn(dataDir)
  const client = httpClient(server.url, 4)
  const stored: PoisonedRequest[] = []
  try {
    const signal = new AbortController().signal
    const loading = load({ url: server.url, seed, ledger, connections: 4, signal, maxSpans: LOAD_SPANS })
    for (const request of poisonedRequests()) {
      const fate = await fateOf(client, request)
      print(`${request.name}: ${fate.said}`)
      if (fate.isWrong) wrong.push(`${request.name}: ${fate.said}`)
      if (fate.isStored) stored.push(request)
    }
    await loading
    for (const url of [server.url, undefined]) {
      if (url === undefined) {
        await server.end('SIGKILL')
        server = await startServerOn(dataDir)
      }
      wrong.push(...(await checkLedger(server.url, ledger)))
      wrong.push(...(await unreadable(server.url, stored)))
    }
  } finally {
    client.close()
    await server.end('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
  return {
    wrong,
    said: `${stored.length} strange requests stored beside ${ledger.acknowledgedSpans} spans, ${wrong.length} wrong`,
  }
}

interface Fate {
  readonly isStored: boolean
  readonly isWrong: boolean
  readonly said: string
}

async function fateOf(client: HttpClient, { body, mayBeStored }: PoisonedRequest): Promise<Fate> {
  const headers = { 'content-type': 'application/x-protobuf' }
  for (let attempt = 1; ; attempt++) {
    const answer = await client.send('POST', '/v1/traces', [body], headers)
    const text = answer.body
      .toString()
      .replaceAll(/[^ -~]+/g, ' ')
      .slice(0, 200)
    if ((answer.status === 503 || answer.status === 429) && attempt < MAX_TRIES) {
      await sleep(Number(answer.retryAfter ?? 1) * 1000)
      continue
    }
    if (answer.status >= 400) {
      const isWrong = answer.status >= 500 || answer.status === 429
      return { isStored: false, isWrong, said: `refused with ${answer.status}: ${text}` }
    }
    const response = readTraceResponse(answer.body)
    const rejected = response.ok ? response.value.rejectedSpans : 0
    if (rejected > 0) return { isStored: false, isWrong: false, said: `set apart: ${text}` }
    return { isStored: true, isWrong: !mayBeStored, said: 'stored' }
  }
}

async function unreadable(url: string, stored: readonly PoisonedRequest[]): Promise<string[]> {
  const client = httpClient(url, 1)
  const wrong: string[] = []
  for (const { name, traceId } of stored) {
    const answer = await client.send('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`)
    if (answer.status !== 200)
      wrong.push(`${name}: cannot be read: ${answer.status} ${answer.body.toString().slice(0, 200)}`)
  }
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }]
  const list = await client.send(
    'POST',
    '/api/3.0/mlflow/traces/search',
    [Buffer.from(JSON.stringify({ locations, max_results: 500 }))],
    { 'content-type': 'application/json' },
  )
  if (list.status !== 200) wrong.push(`the list that holds them: ${list.status} ${list.body.toString().slice(0, 200)}`)
  client.close()
  return wrong
}
