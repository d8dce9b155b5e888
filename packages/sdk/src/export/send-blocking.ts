import type { ServerAddress } from './server-address.ts'

/** What the thread does: one request after another, until one fails. `progress`: how many were taken, and whether it is done. */
const THREAD = `
const { workerData: { url, headers, bodies, progress } } = require('node:worker_threads')
const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http')
const send = (body) => new Promise((resolve, reject) => {
  request(url, { method: 'POST', headers: { ...headers, 'content-length': body.byteLength } }, (answer) => {
    answer.resume().on('end', () => (answer.statusCode < 300 ? resolve() : reject())).on('error', reject)
  }).on('error', reject).end(body)
})
const sendAll = async () => {
  for (const body of bodies) {
    await send(body)
    Atomics.add(progress, 0, 1)
  }
}
sendAll().catch(() => {}).then(() => {
  Atomics.store(progress, 1, 1)
  Atomics.notify(progress, 1)
})`

/**
 * Sends OTLP bodies while the program stands still: for its last moment, when nothing asynchronous runs any more. Returns
 * how many the server took within `timeoutMillis`; 0 also where there are no threads. Never throws.
 */
export function sendBlocking(
  address: ServerAddress,
  bodies: readonly Uint8Array<ArrayBuffer>[],
  timeoutMillis: number,
): number {
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads')
    const progress = new Int32Array(new SharedArrayBuffer(8))
    const headers = { ...address.headers, 'content-type': 'application/x-protobuf' }
    const workerData = { url: `${address.baseUrl}/v1/traces`, headers, bodies, progress }
    // Without the program's own preloads and options: they would run once more.
    const thread = new Worker(THREAD, { eval: true, workerData, execArgv: [], env: {} })
    thread.unref()
    Atomics.wait(progress, 1, 0, timeoutMillis)
    return Atomics.load(progress, 0)
  } catch {
    return 0
  }
}
