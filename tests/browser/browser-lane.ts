import { startServer } from '@loupe-ai/server/testing'
import { chromium, type Browser, type Page } from 'playwright-core'
import { test as base } from 'vitest'
import { buildUi } from './build-ui.ts'
import { BROWSER_FLAGS, findBrowser } from './find-browser.ts'

interface BrowserLane {
  browser: Browser
  /** Of a server of the test's own, which serves the built UI. */
  url: string
  /** Complaints of the console that the test expects; it adds to them. */
  allowed: RegExp[]
  /** Any other complaint of the console fails the test, and so does a dialog. */
  page: Page
}

const WIDE = { width: 1440, height: 900 }
const executablePath = findBrowser()

const withBrowser = base.extend<BrowserLane>({
  browser: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads which fixtures one needs from the pattern
    async ({}, use) => {
      await buildUi()
      const browser = await chromium.launch({ executablePath, args: [...BROWSER_FLAGS] })
      await use(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  // oxlint-disable-next-line no-empty-pattern
  url: async ({}, use) => {
    await using server = await startServer()
    await use(server.url)
  },
  // oxlint-disable-next-line no-empty-pattern
  allowed: async ({}, use) => {
    await use([])
  },
  page: async ({ browser, url, allowed }, use) => {
    const context = await browser.newContext({ viewport: WIDE, baseURL: url, colorScheme: 'light' })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const complaints = complaintsOf(page)
    await use(page)
    await context.close()
    const unexpected = complaints.filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)))
    if (unexpected.length > 0) throw new Error(`the page complained:\n${unexpected.join('\n')}`)
  },
})

export { expect } from 'vitest'

/** A test with a browser and a server; skipped where there is no browser. */
export const test = executablePath === undefined ? withBrowser.skip : withBrowser

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
