import { expect, test } from './browser-lane.ts'
import { newSpanId, newTraceId, sendSpans, type SpanToSend } from './send-spans.ts'

const CONTENTS = [
  { role: 'user', parts: [{ text: 'I have 57 cats, each owns 44 mittens, how many mittens is that?' }] },
]

/** The shape that automatic function calling leaves: a chat, two model calls, a tool between them. */
function mittensTrace(): { readonly spans: readonly SpanToSend[]; readonly toolSpanId: string } {
  const traceId = newTraceId()
  const [root, tool] = [newSpanId(), newSpanId()]
  const llm = { 'mlflow.spanType': 'LLM', 'mlflow.spanInputs': { model: 'gemini-3-flash-preview', contents: CONTENTS } }
  return {
    toolSpanId: tool,
    spans: [
      {
        name: 'Chat.sendMessage',
        traceId,
        spanId: root,
        startedMillisAgo: 4_000,
        tookMillis: 2_000,
        attributes: { 'mlflow.spanType': 'CHAIN', 'loupe.requestPreview': 'how many mittens is that?' },
      },
      {
        name: 'generateContent',
        traceId,
        parentSpanId: root,
        startedMillisAgo: 3_990,
        tookMillis: 800,
        attributes: llm,
      },
      {
        name: 'multiply',
        traceId,
        spanId: tool,
        parentSpanId: root,
        startedMillisAgo: 3_100,
        tookMillis: 40,
        attributes: { 'mlflow.spanType': 'TOOL', 'mlflow.spanInputs': { a: 57, b: 44 }, 'mlflow.spanOutputs': 2508 },
      },
    ],
  }
}

test('opens a trace, walks its spans by keyboard, and a link shows the same again', async ({
  page,
  url,
  experimentId,
}) => {
  const { spans, toolSpanId } = mittensTrace()
  const [id] = await sendSpans(url, spans, experimentId)
  await page.goto(`/experiments/${experimentId}/traces`)
  await page
    .getByRole('row', { name: /mittens/ })
    .getByRole('link')
    .click()
  await page.waitForURL((at) => at.pathname === `/experiments/${experimentId}/traces/${id}`)
  const tree = page.getByRole('tree')
  await tree.waitFor()
  expect(await tree.getByRole('treeitem').count()).toBe(3)

  await page.keyboard.press('j')
  await page.waitForURL((at) => at.searchParams.has('span'))
  await page.keyboard.press('j')
  await page.waitForURL((at) => at.searchParams.get('span') === toolSpanId)

  await page.reload()
  const chosen = tree.getByRole('treeitem', { selected: true })
  await chosen.waitFor()
  expect(await chosen.innerText()).toContain('multiply')
})

test('a link that names only the trace leads to its experiment, and u back to the list', async ({
  page,
  url,
  experimentId,
}) => {
  const [id] = await sendSpans(url, mittensTrace().spans, experimentId)

  await page.goto(`/traces/${id}`)

  await page.waitForURL((at) => at.pathname === `/experiments/${experimentId}/traces/${id}`)
  await page.getByRole('tree').waitFor()
  await page.keyboard.press('u')
  await page.getByRole('row', { name: /mittens/ }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/experiments/${experimentId}/traces`)
})

test('J and K step through the traces of the list, and going back finds the last one', async ({
  page,
  url,
  experimentId,
}) => {
  await sendSpans(url, [{ name: 'older', startedMillisAgo: 9_000 }, { name: 'newer' }], experimentId)
  await page.goto(`/experiments/${experimentId}/traces`)
  await page.getByRole('row', { name: /newer/ }).getByRole('link').click()
  await page.getByText('1 of 2').waitFor()

  await page.keyboard.press('J')
  await page.getByRole('treeitem', { name: /older/ }).waitFor()
  await page.getByText('2 of 2').waitFor()
  await page.goBack()

  const row = page.getByRole('row', { name: /older/ })
  await row.waitFor()
  expect(await row.getAttribute('data-selected')).toBe('true')
})

test('a running trace fills in by itself', async ({ page, url, experimentId }) => {
  const { spans } = mittensTrace()
  const [root, ...rest] = spans as [SpanToSend, ...SpanToSend[]]
  const [id] = await sendSpans(url, rest, experimentId)
  await page.goto(`/experiments/${experimentId}/traces/${id}`)
  const items = page.getByRole('treeitem')
  await items.first().waitFor()
  expect(await items.count()).toBe(2)

  await sendSpans(url, [root], experimentId)

  await page.getByRole('treeitem', { name: /Chat\.sendMessage/ }).waitFor()
})

test('a trace that is not there says so', async ({ page, allowed }) => {
  allowed.push(/status of 404/)
  await page.goto('/experiments/0/traces/tr-00000000000000000000000000000000')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})

test('pointing at the minimap lights the span in the tree', async ({ page, url, experimentId }) => {
  const [id] = await sendSpans(url, mittensTrace().spans, experimentId)
  await page.goto(`/experiments/${experimentId}/traces/${id}`)
  await page.getByRole('tree').waitFor()

  const box = (await page.locator('.lp-map__field').boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + 6)

  await page.locator('.lp-row--lit').filter({ hasText: 'Chat.sendMessage' }).waitFor()
})

test('? shows one list of keys, the page’s and the trace’s', async ({ page, url, experimentId }) => {
  const [id] = await sendSpans(url, mittensTrace().spans, experimentId)
  await page.goto(`/experiments/${experimentId}/traces/${id}`)
  await page.getByRole('tree').waitFor()

  await page.keyboard.press('?')

  const dialog = page.getByRole('dialog')
  await dialog.getByText('Back to the list').waitFor()
  expect(await dialog.count()).toBe(1)
})

test('the time line shows only labels that are whole, however narrow', async ({ page, url, experimentId }) => {
  const spans = [{ name: 'five minutes', startedMillisAgo: 400_000, tookMillis: 300_010 }]
  const [id] = await sendSpans(url, spans, experimentId)
  await page.goto(`/experiments/${experimentId}/traces/${id}`)
  for (const width of [1440, 1150, 900, 390]) {
    await page.setViewportSize({ width, height: 800 })
    const labels = page.locator('.lp-tree__head em')
    await labels.first().waitFor()
    await expect
      .poll(() =>
        labels.evaluateAll((all) =>
          all.every(
            (label) => label.getBoundingClientRect().right <= label.parentElement!.getBoundingClientRect().right,
          ),
        ),
      )
      .toBe(true)
  }
})

test('a search opens the place in the inputs where its words are', async ({ page, url, experimentId }) => {
  const deep = { orders: Array.from({ length: 60 }, (_, at) => ({ id: at, lines: [{ text: `line ${at}` }] })) }
  const [id] = await sendSpans(url, [{ name: 'deep', attributes: { 'mlflow.spanInputs': deep } }], experimentId)
  await page.goto(`/experiments/${experimentId}/traces/${id}?tab=io`)
  await page.getByRole('tree').waitFor()
  expect(await page.getByRole('tabpanel').getByText('line 57').count()).toBe(0)

  await page.keyboard.press('/')
  await page.keyboard.type('line 57')

  await page.getByRole('tabpanel').getByText('line 57').waitFor()
})

test('what is written from right to left stands so', async ({ page, url, experimentId }) => {
  const spans = [
    { name: 'arabic', attributes: { 'mlflow.spanType': 'LLM', 'mlflow.spanInputs': { contents: 'كم عدد القفازات؟' } } },
  ]
  const [id] = await sendSpans(url, spans, experimentId)
  await page.goto(`/experiments/${experimentId}/traces/${id}`)

  const text = page.getByRole('tabpanel').getByText('القفازات')
  await text.waitFor()

  const [words, room] = await text.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return [range, element].map((one) => one.getBoundingClientRect().right) as [number, number]
  })
  expect(words).toBeCloseTo(room, 0)
})
