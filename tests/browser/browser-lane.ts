import { startServer } from '@loupe-ai/server/testing'
import { chromium, type Browser, type Page } from 'playwright-core'
import { test as base } from 'vitest'
import { buildUi } from './build-ui.ts'
import { BROWSER_FLAGS } from '../../scripts/find-browser.mjs'
import { browserOrWarning } from './browser-or-warning.ts'

interface BrowserLane {
  browser: Browser
  /** Of a server that serves the built UI. */
  url: string
  /** An experiment of the test's own. */
  experimentId: string
  /** Complaints of the console that the test expects; it adds to them. */
  allowed: RegExp[]
  /** Any other complaint of the console fails the test, and so does a dialog. */
  page: Page
}

const WIDE = { width: 1440, height: 900 }
const executablePath = browserOrWarning()

export { expect } from 'vitest'

/** A test with a browser and a server that the file's tests share; skipped where there is no browser. */
export const test = laneWithServer('file')

/** The same with a server of its own, for what an empty one shows. */
export const testOnEmptyServer = laneWithServer('test')

function laneWithServer(scope: 'file' | 'test') {
  const lane = base.extend<BrowserLane>({
    browser: [
      // oxlint-disable-next-line no-empty-pattern -- vitest reads which fixtures one needs from the pattern
      async ({}, use) => {
        await buildUi()
        const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS })
        await use(browser)
        await browser.close()
      },
      { scope: 'file' },
    ],
    url: [
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use) => {
        await using server = await startServer()
        await use(server.url)
      },
      { scope },
    ],
    experimentId: async ({ url, task }, use) => {
      await use(await createExperiment(url, task.name))
    },
    // oxlint-disable-next-line no-empty-pattern
    allowed: async ({}, use) => {
      await use([])
    },
    page: async ({ browser, url, allowed }, use) => {
      const context = await browser.newContext({ viewport: WIDE, baseURL: url, colorScheme: 'light' })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const complaints = complaintsOf(page)
      await use(page)
      await context.close()
      const unexpected = complaints.filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)))
      if (unexpected.length > 0) throw new Error(`the page complained:\n${unexpected.join('\n')}`)
    },
  })
  return executablePath === undefined ? lane.skip : lane
}

/** Gives the id of a new experiment. */
export async function createExperiment(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/api/2.0/mlflow/experiments/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return ((await response.json()) as { experiment_id: string }).experiment_id
}

function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog opened: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return complaints
}
