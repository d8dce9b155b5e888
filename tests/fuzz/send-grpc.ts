import { setTimeout as wait } from 'node:timers/promises'
import { grpcSender } from '@loupe-ai/server/testing'
import type { Answer } from './send.ts'
import type { SentRequest } from './sent-request.ts'

/** The status over HTTP that says the same; every other code of gRPC is a failure of the server. */
const HTTP_STATUS: Readonly<Record<number, number>> = { 0: 200, 3: 400, 5: 404, 8: 429, 14: 503 }

export type GrpcSend = (sent: SentRequest, maxMillis: number) => Promise<Answer>

/** Sends the bodies of requests over gRPC. `address` as in `127.0.0.1:4317`. */
export function grpcSend(address: string): GrpcSend & Disposable {
  const sender = grpcSender(address)
  const sendIt: GrpcSend = async ({ path, headers, body = new Uint8Array() }, maxMillis) => {
    const giveUp = new AbortController()
    const late = wait(maxMillis, undefined, { signal: giveUp.signal }).then(() => {
      throw new Error(`no answer within ${maxMillis} ms`)
    })
    const sent = path === '/v1/logs' ? sender.exportLogs(body) : sender.export(body, headers)
    const { code, details, statusDetails } = await Promise.race([sent, late])
    giveUp.abort()
    await late.catch(() => {})
    return {
      status: HTTP_STATUS[code] ?? 500,
      headers: statusDetails === undefined ? {} : { 'retry-after': 'said' },
      body: Buffer.from(details),
    }
  }
  return Object.assign(sendIt, { [Symbol.dispose]: () => sender[Symbol.dispose]() })
}
