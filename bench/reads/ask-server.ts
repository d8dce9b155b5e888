import type { HttpClient } from '../load/http-client.ts'
import { percentilesOf, type Percentiles } from '../load/percentiles.ts'
import { Random } from '../seed/random.ts'
import type { CorpusContext } from './corpus-context.ts'
import type { ReadKind } from './read-kinds.ts'

export interface ReadResult {
  readonly kind: string
  readonly group: ReadKind['group']
  readonly goalMillis?: number
  readonly millis?: Percentiles
  /** Why it was not measured: what the server answered instead. */
  readonly refused?: string
}

export interface AskOptions {
  readonly requests: number
  /** For each kind, at most. */
  readonly seconds: number
  readonly seed: number
}

/** Asks one kind of question again and again, one after another, each time another one. */
export async function askServer(
  client: HttpClient,
  kind: ReadKind,
  context: CorpusContext,
  { requests, seconds, seed }: AskOptions,
): Promise<ReadResult> {
  const random = new Random(seed, context.corpus.spans, kind.name.length)
  const result = { kind: kind.name, group: kind.group, goalMillis: kind.goalMillis }
  const until = performance.now() + seconds * 1000
  const millis: number[] = []
  for (let request = 0; request < requests && performance.now() < until; request++) {
    const { method, path, body } = kind.ask(random, context)
    const pieces = body === undefined ? [] : [Buffer.from(JSON.stringify(body))]
    const answer = await client.send(method, path, pieces, { 'content-type': 'application/json' })
    if (answer.status !== 200) return { ...result, refused: `${answer.status} ${answer.body.toString().slice(0, 200)}` }
    millis.push(answer.millis)
  }
  return { ...result, millis: percentilesOf(millis) }
}
