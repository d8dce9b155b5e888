import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, testOnEmptyServer as test } from './browser-lane.ts'
import { askedAndAnswered, sendSpans } from './send-spans.ts'

const PREFIX = '/tools/loupe'

/** A proxy that cuts `PREFIX` and tells the server nothing of it, as most are set up. */
async function proxyTo(target: string): Promise<AsyncDisposable & { readonly url: string }> {
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

test('works under a prefix that only the proxy knows, deep links included', async ({ page, url }) => {
  await using proxy = await proxyTo(url)

  await page.goto(`${proxy.url}/`)
  await page.getByRole('heading', { name: 'No traces yet' }).waitFor()
  expect(await page.getByRole('tabpanel').innerText()).toContain(`loupe.setTrackingUri('${proxy.url}')`)

  const [id] = await sendSpans(url, [askedAndAnswered('mittens', 'How many mittens?', '2508')])
  await page
    .getByRole('row', { name: /mittens/ })
    .getByRole('link')
    .click()
  await page.getByRole('treeitem').first().waitFor()
  expect(page.url()).toBe(`${proxy.url}/experiments/0/traces/${id}`)

  await page.reload()
  await page.getByRole('treeitem').first().waitFor()
})
