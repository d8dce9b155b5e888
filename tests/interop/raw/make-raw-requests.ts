import { Agent } from 'node:http'
import { parseJson } from '@loupe-ai/wire'
import { send } from '../../fuzz/send.ts'
import type { MadeCall, MadeCalls } from '../compare/compare-calls.ts'
import type { Json } from '../compare/normalize.ts'
import { RAW_REQUESTS, type RawRequest } from './raw-requests.ts'

const MAX_MILLIS = 60_000

/** Every raw request at one server, and its status and body. */
export async function makeRawRequests(url: string): Promise<MadeCalls> {
  const agent = new Agent({ keepAlive: true })
  const startedMillis = Date.now()
  const calls: MadeCall[] = []
  let experiment = ''
  for (const request of RAW_REQUESTS) {
    const { group, title, method, path, headers = {}, statusOnly = false } = request
    const fill = (text: string): string => text.replaceAll('$EXPERIMENT', experiment)
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]))
    const body = bodyOf(request, fill)
    const answer = await send(url, { method, path: fill(path), headers: filled, ...body }, agent, MAX_MILLIS)
    const said = statusOnly ? null : jsonOf(answer.body.toString())
    if (group === 'experiments' && title === 'create') experiment = (said as { experiment_id: string }).experiment_id
    calls.push({
      family: 'raw',
      api: group,
      case: title,
      value: { status: answer.status, ...(said !== null && { body: said }) },
      complaints: [],
    })
  }
  agent.destroy()
  return { url, startedMillis, endedMillis: Date.now(), experiments: { [experiment]: 'raw' }, calls }
}

function bodyOf({ body }: RawRequest, fill: (text: string) => string): { body?: Uint8Array } {
  if (body === undefined) return {}
  if (body instanceof Uint8Array) return { body }
  return { body: Buffer.from(fill(typeof body === 'string' ? body : JSON.stringify(body))) }
}

function jsonOf(text: string): Json {
  try {
    return parseJson(text) as Json
  } catch {
    return text
  }
}
