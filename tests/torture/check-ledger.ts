import { parseJson, traceFromJson, type TraceJson } from '@loupe-ai/wire'
import { httpClient, type HttpClient } from '../../bench/load/http-client.ts'
import { MARKERS } from '../../bench/seed/markers.ts'
import type { Ledger, LedgerTrace } from './ledger.ts'

const IDS_A_REQUEST = 20
const PAGE = 500

/** Everything that is wrong, in words; empty when each acknowledged span is where it must be. */
export async function checkLedger(url: string, ledger: Ledger): Promise<string[]> {
  const client = httpClient(url, 4)
  try {
    const traces = new Map(ledger.traces())
    if (traces.size === 0) return []
    const experimentId = await experimentIdOf(client, ledger.experiment)
    if (experimentId === undefined) return [`the experiment ${ledger.experiment} is not there`]
    return [
      ...(await checkSpans(client, traces)),
      ...(await checkSummaries(client, experimentId, traces, ledger.sentTraceIds())),
      ...(await checkSearches(client, experimentId, traces)),
    ]
  } finally {
    client.close()
  }
}

/** Each span that was acknowledged is read back as it was sent. */
async function checkSpans(client: HttpClient, traces: ReadonlyMap<string, LedgerTrace>): Promise<string[]> {
  const wrong: string[] = []
  const ids = [...traces.keys()]
  for (let from = 0; from < ids.length; from += IDS_A_REQUEST) {
    const some = ids.slice(from, from + IDS_A_REQUEST)
    const query = some.map((id) => `trace_ids=tr-${id}`).join('&')
    const answer = await client.send('GET', `/api/3.0/mlflow/traces/batchGet?${query}`)
    if (answer.status !== 200) return [`batchGet answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`]
    const found = new Map(
      (parseJson(answer.body.toString()) as { traces?: TraceJson[] }).traces?.map((json) => {
        const trace = traceFromJson(json)
        return [trace.info.traceId.slice('tr-'.length), trace]
      }),
    )
    for (const id of some) wrong.push(...spansWrong(id, traces.get(id)!, found.get(id)))
  }
  return wrong
}

function spansWrong(id: string, { spans }: LedgerTrace, found: ReturnType<typeof traceFromJson> | undefined): string[] {
  if (found === undefined) return [`trace ${id} is lost`]
  const wrong: string[] = []
  const byId = new Map(found.spans.map((span) => [span.spanId as string, span]))
  if (byId.size !== found.spans.length) wrong.push(`trace ${id} holds a span twice`)
  for (const [spanId, { sent, isAcknowledged }] of spans) {
    const span = byId.get(spanId)
    byId.delete(spanId)
    if (span === undefined) {
      if (isAcknowledged) wrong.push(`span ${spanId} of trace ${id} is lost`)
      continue
    }
    const isSame =
      span.name === sent.name &&
      span.startNanos === sent.startTimeUnixNano &&
      span.endNanos === sent.endTimeUnixNano &&
      sameJson(span.inputs, sent.attributes['mlflow.spanInputs']) &&
      sameJson(span.outputs, sent.attributes['mlflow.spanOutputs'])
    // Half of a commit that nobody was promised may show until its sender sends it again.
    if (!isSame && isAcknowledged) wrong.push(`span ${spanId} of trace ${id} came back changed`)
  }
  for (const spanId of byId.keys()) wrong.push(`trace ${id} holds span ${spanId}, which nobody sent`)
  return wrong
}

const sameJson = (found: string | undefined, sent: unknown): boolean =>
  found === undefined || typeof sent !== 'string' ? found === sent : found === sent || normal(found) === normal(sent)

const normal = (json: string): string => JSON.stringify(JSON.parse(json))

interface Info {
  readonly trace_id: string
  readonly state: string
}

/** A search without a filter finds each trace once, with the state that its spans give it; with `status` it finds those. */
async function checkSummaries(
  client: HttpClient,
  experimentId: string,
  traces: ReadonlyMap<string, LedgerTrace>,
  sentTraceIds: ReadonlySet<string>,
): Promise<string[]> {
  const wrong: string[] = []
  const all = await searchAll(client, experimentId, '')
  const states = new Map(all.map(({ trace_id, state }) => [trace_id.slice('tr-'.length), state]))
  if (states.size !== all.length)
    wrong.push(`a search finds ${all.length} traces, of which ${states.size} are different`)
  for (const id of states.keys()) if (!sentTraceIds.has(id)) wrong.push(`a search finds ${id}, which nobody sent`)
  const failed = new Set((await searchAll(client, experimentId, "status = 'ERROR'")).map(({ trace_id }) => trace_id))
  for (const [id, trace] of traces) {
    const state = states.get(id)
    if (state === undefined) {
      wrong.push(`a search does not find trace ${id}`)
      continue
    }
    const expected = stateOf(trace)
    if (expected === undefined) continue
    if (state !== expected) wrong.push(`trace ${id} is ${state} instead of ${expected}`)
    if (failed.has(`tr-${id}`) !== (expected === 'ERROR')) wrong.push(`a search by status is wrong about trace ${id}`)
  }
  return wrong
}

/** What its root says; undefined while something of the trace was not acknowledged. */
function stateOf({ spans, isWhole }: LedgerTrace): string | undefined {
  const root = [...spans.values()].find(({ sent }) => sent.parentSpanId === '')
  if (!isWhole || root === undefined) return undefined
  return root.sent.status.code === 2 ? 'ERROR' : 'OK'
}

/** A search by text finds each trace that contains a marker, and nothing without it. */
async function checkSearches(
  client: HttpClient,
  experimentId: string,
  traces: ReadonlyMap<string, LedgerTrace>,
): Promise<string[]> {
  const wrong: string[] = []
  for (const { text } of MARKERS) {
    const ids = (await searchAll(client, experimentId, `trace.text LIKE '%${text}%'`)).map(({ trace_id }) => trace_id)
    const found = new Set(ids)
    if (found.size !== ids.length) wrong.push(`a search for ${text} finds a trace twice`)
    for (const [id, { spans }] of traces) {
      const [acknowledged, sent] = [contains(spans, text, true), contains(spans, text, false)]
      if (acknowledged && !found.has(`tr-${id}`)) wrong.push(`a search for ${text} does not find trace ${id}`)
      if (!sent && found.has(`tr-${id}`))
        wrong.push(`a search for ${text} finds trace ${id}, which does not contain it`)
    }
  }
  return wrong
}

const contains = (spans: LedgerTrace['spans'], text: string, onlyAcknowledged: boolean): boolean =>
  [...spans.values()].some(
    ({ sent, isAcknowledged }) =>
      (isAcknowledged || !onlyAcknowledged) &&
      [sent.attributes['mlflow.spanInputs'], sent.attributes['mlflow.spanOutputs']].some(
        (payload) => typeof payload === 'string' && payload.includes(text),
      ),
  )

async function searchAll(client: HttpClient, experimentId: string, filter: string): Promise<Info[]> {
  const infos: Info[] = []
  let pageToken: string | undefined
  do {
    const answer = (await client.json('POST', '/api/3.0/mlflow/traces/search', {
      locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentId } }],
      max_results: PAGE,
      filter,
      ...(pageToken !== undefined && { page_token: pageToken }),
    })) as { traces?: Info[]; next_page_token?: string }
    infos.push(...(answer.traces ?? []))
    pageToken = answer.next_page_token
  } while (pageToken !== undefined)
  return infos
}

async function experimentIdOf(client: HttpClient, name: string): Promise<string | undefined> {
  const path = `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`
  const answer = await client.send('GET', path)
  if (answer.status === 404) return undefined
  return (JSON.parse(answer.body.toString()) as { experiment: { experiment_id: string } }).experiment.experiment_id
}
