/** A request for the last moment of a program. */
export interface BlockingRequest {
  readonly url: string
  readonly method: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
  /** Whether a server that does not want it counts as having taken it: nothing that comes later depends on it. */
  readonly mayBeRefused?: boolean
}

/** What the thread does: one request after another, until one fails. `progress`: how many were taken, and whether it is done. */
const THREAD = `
const { workerData: { requests, progress } } = require('node:worker_threads')
const send = ({ url, method, headers, body, mayBeRefused }) => new Promise((resolve, reject) => {
  const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http')
  const isSettled = (status) => status < 300 || (mayBeRefused && status >= 400 && status < 500 && status !== 408 && status !== 429)
  request(url, { method, headers: { ...headers, 'content-length': body.byteLength } }, (answer) => {
    answer.resume().on('end', () => (isSettled(answer.statusCode) ? resolve() : reject())).on('error', reject)
  }).on('error', reject).end(body)
})
const sendAll = async () => {
  for (const request of requests) {
    await send(request)
    Atomics.add(progress, 0, 1)
  }
}
sendAll().catch(() => {}).then(() => {
  Atomics.store(progress, 1, 1)
  Atomics.notify(progress, 1)
})`

/**
 * Sends requests while the program stands still: for its last moment, when nothing asynchronous runs any more. Returns how
 * many the server took within `timeoutMillis`, from the first on; 0 also where there are no threads. Never throws.
 */
export function sendBlocking(requests: readonly BlockingRequest[], timeoutMillis: number): number {
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads')
    const progress = new Int32Array(new SharedArrayBuffer(8))
    const workerData = { requests, progress }
    // Without the program's own preloads and options: they would run once more.
    const thread = new Worker(THREAD, { eval: true, workerData, execArgv: [], env: {} })
    thread.unref()
    Atomics.wait(progress, 1, 0, timeoutMillis)
    return Atomics.load(progress, 0)
  } catch {
    return 0
  }
}
