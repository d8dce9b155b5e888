import { createExperiment, expect, testOnEmptyServer as test } from './browser-lane.ts'
import { askedAndAnswered, sendSpans } from './send-spans.ts'

test('an empty server shows what to run, and the list as soon as the first trace lands', async ({ page, url }) => {
  await page.goto('/')

  await page.getByRole('heading', { name: 'No traces yet' }).waitFor()
  const code = page.getByRole('tabpanel')
  expect(await code.innerText()).toContain(`loupe.setTrackingUri('${url}')`)
  await page.getByRole('tab', { name: 'Python' }).click()
  expect(await code.innerText()).toContain(`mlflow.set_tracking_uri("${url}")`)
  await page.getByRole('tab', { name: 'OpenTelemetry' }).click()
  expect(await code.innerText()).toContain(`${url}/v1/traces`)

  await sendSpans(url, [askedAndAnswered('mittens', 'How many mittens?', '2508')])

  const row = page.getByRole('row', { name: /mittens/ })
  await row.waitFor()
  expect(await row.innerText()).toContain('How many mittens?')
  expect(new URL(page.url()).pathname).toBe('/experiments/0/traces')
})

test('whoever waits on the empty start page is taken to the experiment of the first trace', async ({ page, url }) => {
  await page.goto('/')
  await page.getByRole('heading', { name: 'No traces yet' }).waitFor()

  const experimentId = await createExperiment(url, 'cookbook')
  await sendSpans(url, [askedAndAnswered('first', 'anyone there?', 'yes')], experimentId)

  await page.getByRole('row', { name: /anyone there/ }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/experiments/${experimentId}/traces`)
  expect(await page.title()).toBe('cookbook · Traces · Loupe')
})

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/nowhere')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})
