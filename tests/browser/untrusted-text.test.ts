import { expect, test } from './browser-lane.ts'
import { newSpanId, newTraceId, sendSpans } from './send-spans.ts'

const ATTACKS = [
  '<img src=x onerror="window.pwned=1">',
  '<script>window.pwned=1</script>',
  '"><svg onload=window.pwned=1>',
  '[link](javascript:window.pwned=1) ![i](x" onerror="window.pwned=1)',
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<style>body{display:none}</style>',
] as const
const ATTACK = ATTACKS.join(' ')

const hostileAttributes = {
  'loupe.requestPreview': ATTACK,
  'loupe.responsePreview': ATTACK,
  'mlflow.spanType': 'LLM',
  'mlflow.spanInputs': { model: ATTACK, contents: [{ role: ATTACK, parts: ATTACKS.map((text) => ({ text })) }] },
  'mlflow.spanOutputs': {
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ text: ATTACK }, { functionCall: { name: ATTACK, args: { [ATTACK]: ATTACK } } }],
        },
        finishReason: ATTACK,
      },
    ],
  },
  'session.id': ATTACK,
  [ATTACK]: ATTACK,
}

test('markup in every text of a trace is shown as text and runs nowhere', async ({ page, url }) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const traceId = newTraceId()
  const root = newSpanId()
  const [id] = await sendSpans(url, [
    { name: ATTACK, traceId, spanId: root, attributes: hostileAttributes, error: ATTACK },
    { name: ATTACK, traceId, parentSpanId: root, attributes: { ...hostileAttributes, 'mlflow.spanType': ATTACK } },
  ])
  const isPwned = () => page.evaluate('window.pwned')

  await page.goto('/experiments/0/traces')
  const row = page.getByRole('row').filter({ has: page.getByRole('link') })
  await row.waitFor()
  expect(await row.innerText()).toContain('<img src=x onerror="window.pwned=1">')
  expect(await isPwned()).toBeUndefined()

  await page.goto(`/experiments/0/traces/${id}`)
  await page.getByRole('treeitem').first().waitFor()
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await page.waitForTimeout(100)
    expect(await isPwned()).toBeUndefined()
  }
  await page.keyboard.press('j')
  await page.waitForTimeout(300)

  expect(await isPwned()).toBeUndefined()
  expect(await page.locator('main iframe, main script, main style, main [onerror], main [onload]').count()).toBe(0)
  expect(requests.filter((request) => !request.startsWith(url))).toEqual([])
  expect(requests.filter((request) => new URL(request).pathname.endsWith('/x'))).toEqual([])
})
