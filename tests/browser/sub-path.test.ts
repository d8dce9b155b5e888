import { expect, testOnEmptyServer as test } from './browser-lane.ts'
import { askedAndAnswered, sendSpans } from './send-spans.ts'
import { proxyTo } from './sub-path-proxy.ts'

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
