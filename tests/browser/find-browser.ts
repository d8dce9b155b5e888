import { existsSync } from 'node:fs'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** For machines that run next to us or to nothing: no sandbox in containers, no screen, no traffic of its own. */
export const BROWSER_FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of a Chromium: `CHROMIUM_PATH`, else the usual places. Undefined when there is none, which is said loudly;
 * with `LOUPE_REQUIRE_BROWSER=1` it throws instead.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const found = [env['CHROMIUM_PATH'], ...USUAL_PLACES].find((path) => path !== undefined && existsSync(path))
  if (found !== undefined) return found
  const message = `no Chromium found (CHROMIUM_PATH, ${USUAL_PLACES.join(', ')})`
  if (env['LOUPE_REQUIRE_BROWSER'] === '1') throw new Error(message)
  console.error(`\n!! The tests of the web UI do NOT run: ${message}.\n`)
  return undefined
}
