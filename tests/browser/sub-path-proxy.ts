import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

const PREFIX = '/tools/loupe'

/** A proxy that cuts `PREFIX` and tells the server nothing of it, as most are set up. */
export async function proxyTo(target: string): Promise<AsyncDisposable & { readonly url: string }> {
  const { hostname, port } = new URL(target)
  const proxy = createServer((incoming, answer) => {
    const { url = '/', method, headers } = incoming
    if (!url.startsWith(`${PREFIX}/`)) return void answer.writeHead(404).end('outside of the prefix')
    const path = url.slice(PREFIX.length)
    const forwarded = request({ hostname, port, path, method, headers }, (inner) => {
      answer.writeHead(inner.statusCode ?? 502, inner.headers)
      inner.pipe(answer)
    })
    return void incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => void proxy.listen(0, 'localhost', resolve))
  return {
    url: `http://localhost:${(proxy.address() as AddressInfo).port}${PREFIX}`,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      await new Promise((resolve) => void proxy.close(resolve))
    },
  }
}
