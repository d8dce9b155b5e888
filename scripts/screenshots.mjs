// `npm run screenshots`: the demo in a real browser, photographed for the README and for whoever changes the look.
// Pictures go to docs/images, or to the folder given.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { BROWSER_FLAGS, findBrowser } from './find-browser.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = process.argv[2] ?? join(root, 'docs', 'images')
const WIDE = { width: 1440, height: 860 }
const PHONE = { width: 390, height: 844 }

mkdirSync(target, { recursive: true })
const dataDir = mkdtempSync(join(tmpdir(), 'loupe-screenshots-'))
const demo = spawn(
  process.execPath,
  [join(root, 'packages/cli/bin/loupe.mjs'), 'demo', '--port', '0', '--data-dir', dataDir],
  {
    env: { ...process.env, GEMINI_API_KEY: '', GOOGLE_API_KEY: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
const ended = new Promise((resolve) => demo.once('exit', resolve))
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS })
try {
  const { url, traces } = await demoReady()
  const [, chat, functions, , failed] = traces
  for (const scheme of ['light', 'dark']) {
    const suffix = scheme === 'dark' ? '-dark' : ''
    await shoot(`list${suffix}`, url, scheme, WIDE)
    await shoot(`trace-multi-turn${suffix}`, `${url}/traces/${chat}`, scheme, WIDE, selectLastRow)
    await shoot(`trace-function-calling${suffix}`, `${url}/traces/${functions}`, scheme, WIDE, selectLastRow)
    await shoot(`trace-error${suffix}`, `${url}/traces/${failed}`, scheme, WIDE)
    await shoot(`empty${suffix}`, `${url}/experiments/0/traces`, scheme, WIDE)
  }
  await shoot('list-phone', url, 'light', PHONE)
  await shoot('trace-phone', `${url}/traces/${functions}`, 'light', PHONE)
} finally {
  await browser.close()
  demo.kill('SIGINT')
  await ended
  rmSync(dataDir, { recursive: true, force: true })
}

async function demoReady() {
  let url = ''
  const traces = []
  for await (const line of createInterface({ input: demo.stdout })) {
    url ||= /http:\/\/localhost:\d+/.exec(line)?.[0] ?? ''
    const trace = /\/traces\/(tr-[0-9a-f]{32})/.exec(line)?.[1]
    if (trace) traces.push(trace)
    if (line.includes('Look at them')) {
      demo.stdout.resume()
      return { url, traces }
    }
  }
  throw new Error('the demo ended before its traces were there')
}

async function selectLastRow(page) {
  await page.getByRole('treeitem').last().click()
}

async function shoot(name, url, colorScheme, viewport, prepare) {
  const page = await browser.newPage({ colorScheme, viewport, reducedMotion: 'reduce' })
  await page.goto(url, { waitUntil: 'networkidle' })
  await prepare?.(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(target, `${name}.png`) })
  await page.close()
  console.log(`${name}.png`)
}
