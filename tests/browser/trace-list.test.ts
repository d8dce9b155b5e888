import { expect, test } from './browser-lane.ts'
import { askedAndAnswered, sendSpans } from './send-spans.ts'

const listOf = (experimentId: string): string => `/experiments/${experimentId}/traces`
const MANY = 120

const numbered = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    askedAndAnswered('numbered', `question ${at}`, `answer ${at}`, { startedMillisAgo: 5_000 + at * 1_000 }),
  )

test('shows the newest first, with what was asked, answered and what failed', async ({ page, url, experimentId }) => {
  await sendSpans(
    url,
    [
      askedAndAnswered('older', 'What is hot?', 'not cold', { startedMillisAgo: 60_000, tookMillis: 3_420 }),
      askedAndAnswered('newer', 'What is cold?', 'half an ans', {
        startedMillisAgo: 2_000,
        error: '429 RESOURCE_EXHAUSTED: quota',
      }),
    ],
    experimentId,
  )
  await page.goto(listOf(experimentId))

  const rows = page.getByRole('row').filter({ has: page.getByRole('link') })
  await rows.first().waitFor()
  expect(await rows.count()).toBe(2)
  const [first, second] = await rows.allInnerTexts()
  expect(first).toMatch(/Error[^]*newer[^]*What is cold\?[^]*429 RESOURCE_EXHAUSTED: quota/)
  expect(second).toMatch(/OK[^]*older[^]*What is hot\?[^]*not cold[^]*3\.42 s/)
})

test('finds by words, by state and by filter, and keeps it all in the URL', async ({ page, url, experimentId }) => {
  await sendSpans(
    url,
    [
      askedAndAnswered('pets', 'How many mittens do my cats own?', '2508'),
      askedAndAnswered('weather', 'Will it rain?', 'failed', { error: 'quota' }),
    ],
    experimentId,
  )
  await page.goto(listOf(experimentId))
  const pets = page.getByRole('row', { name: /mittens/ })
  const weather = page.getByRole('row', { name: /rain/ })
  await weather.waitFor()

  await page.keyboard.press('/')
  await page.keyboard.type('MITTENS')
  await page.keyboard.press('Enter')
  await weather.waitFor({ state: 'detached' })
  expect(await pets.count()).toBe(1)
  expect(new URL(page.url()).searchParams.get('filter')).toBe('MITTENS')

  await page.getByRole('textbox', { name: /Filter/ }).fill("name = 'pets' OR NOT status = 'ERROR'")
  await page.keyboard.press('Enter')
  await pets.waitFor()
  expect(await weather.count()).toBe(0)

  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByRole('button', { name: 'Error' }).click()
  await pets.waitFor({ state: 'detached' })
  expect(await weather.count()).toBe(1)

  await page.goto(`${listOf(experimentId)}?filter=${encodeURIComponent("name = 'pets'")}`)
  await pets.waitFor()
  expect(await weather.count()).toBe(0)

  await page.goto(`${listOf(experimentId)}?filter=nobody+said+this`)
  await page.getByRole('heading', { name: 'Nothing matches this filter' }).waitFor()
  await page.getByText('Words are found whole').waitFor()
})

test('a filter that cannot be read says why under the box and leaves the rows', async ({
  page,
  url,
  experimentId,
  allowed,
}) => {
  allowed.push(/status of 400/)
  await sendSpans(url, [askedAndAnswered('pets', 'How many mittens?', '2508')], experimentId)
  await page.goto(listOf(experimentId))
  const pets = page.getByRole('row', { name: /mittens/ })
  await pets.waitFor()

  await page.getByRole('textbox', { name: /Filter/ }).fill("status = 'OK' OR nme = 'x'")
  await page.keyboard.press('Enter')

  const problem = page.getByRole('alert')
  await problem.waitFor()
  expect(await problem.locator('mark').innerText()).toBe('nme')
  expect(await problem.innerText()).toContain('Did you mean name?')
  expect(await pets.count()).toBe(1)

  await page.getByRole('button', { name: 'Search for these words instead' }).click()
  await page.getByRole('heading', { name: 'Nothing matches this filter' }).waitFor()
})

test('loads older pages while it is scrolled, every trace once', async ({ page, url, experimentId }) => {
  await sendSpans(url, numbered(MANY), experimentId)
  await page.goto(listOf(experimentId))
  await page.getByRole('row', { name: /question 0 / }).waitFor()

  const last = page.getByRole('row', { name: `question ${MANY - 1} ` })
  for (let turn = 0; turn < 30 && (await last.count()) === 0; turn++) {
    await page.mouse.move(600, 500)
    await page.mouse.wheel(0, 1_500)
    await page.waitForTimeout(30)
  }

  await last.waitFor()
  expect(await page.locator('footer').innerText()).toContain(`${MANY} traces`)
})

test('news waits while a row is selected, and comes when asked for', async ({ page, url, experimentId }) => {
  await sendSpans(url, [askedAndAnswered('first', 'the one question', 'yes')], experimentId)
  await page.goto(listOf(experimentId))
  const first = page.getByRole('row', { name: /the one question/ })
  await first.waitFor()
  await page.keyboard.press('j')
  const before = await first.boundingBox()

  await sendSpans(
    url,
    [askedAndAnswered('second', 'another question', 'yes'), askedAndAnswered('third', 'a third', 'no')],
    experimentId,
  )

  const news = page.getByRole('button', { name: /2 new traces/ })
  await news.waitFor()
  expect(await page.getByRole('row', { name: /another question/ }).count()).toBe(0)
  expect(await first.boundingBox()).toEqual(before)

  await page.keyboard.press('n')
  await page.getByRole('row', { name: /another question/ }).waitFor()
  await news.waitFor({ state: 'detached' })
})

test('the keyboard opens a trace, and going back finds filter, place and selection again', async ({
  page,
  url,
  experimentId,
}) => {
  await sendSpans(url, numbered(MANY), experimentId)
  await page.goto(`${listOf(experimentId)}?state=ok`)
  await page.getByRole('row', { name: /question 0 / }).waitFor()

  for (let step = 0; step <= 25; step++) await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/traces\/tr-/)
  await page.goBack()

  const selected = page.locator('[role="row"][data-selected="true"]')
  await selected.waitFor()
  expect(new URL(page.url()).search).toBe('?state=ok')
  expect(await selected.innerText()).toMatch(/question 25\s/)
})

test('new rows come by themselves when nobody looks at anything', async ({ page, url, experimentId }) => {
  await sendSpans(url, [askedAndAnswered('first', 'the one question', 'yes')], experimentId)
  await page.goto(listOf(experimentId))
  await page.getByRole('row', { name: /the one question/ }).waitFor()

  await sendSpans(url, [askedAndAnswered('second', 'another question', 'yes')], experimentId)

  await page.getByRole('row', { name: /another question/ }).waitFor()
})

test('a failed trace that says no reason says failed, apart from what it had answered', async ({
  page,
  url,
  experimentId,
}) => {
  await sendSpans(url, [askedAndAnswered('half', 'What is hot?', 'not co', { error: '' })], experimentId)
  await page.goto(listOf(experimentId))

  const answer = page.getByRole('row', { name: /What is hot/ }).locator('.trace-row__answer')
  await answer.waitFor()

  expect(await answer.innerText()).toBe('failed not co')
  const colours = await answer.evaluate((cell) =>
    [cell, cell.querySelector('bdi')!].map((one) => getComputedStyle(one).color),
  )
  expect(colours[0]).not.toBe(colours[1])
})

test('a very long name leaves room for the question', async ({ page, url, experimentId }) => {
  await sendSpans(url, [askedAndAnswered('com.example.'.repeat(30), 'What is hot?', 'not cold')], experimentId)
  await page.goto(listOf(experimentId))

  const question = page.locator('.trace-row__question')
  await question.waitFor()
  const { width, right } = await question.evaluate((element) => element.getBoundingClientRect())
  const end = await page.locator('.trace-row__what').evaluate((cell) => cell.getBoundingClientRect().right)

  expect(width).toBeGreaterThan(60)
  expect(right).toBeLessThanOrEqual(end)
})

test('the tokens of a trace explain themselves', async ({ page, url, experimentId }) => {
  const usage = { 'mlflow.chat.tokenUsage': { input_tokens: 1102, output_tokens: 182, total_tokens: 1284 } }
  await sendSpans(url, [askedAndAnswered('sum', 'q', 'a', { attributes: usage })], experimentId)
  await page.goto(listOf(experimentId))

  await page.getByTitle('1,102 in + 182 out = 1,284 tokens').getByText('1,284').waitFor()
})
