import { findBrowser } from '../../scripts/find-browser.mjs'

/**
 * The path of a Chromium. Undefined when there is none, which is said loudly; with `LOUPE_REQUIRE_BROWSER=1` it throws
 * instead.
 */
export function browserOrWarning(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const found = findBrowser(env)
  if (found !== undefined) return found
  const message = 'no Chromium found: install one, or say where it is with CHROMIUM_PATH'
  if (env['LOUPE_REQUIRE_BROWSER'] === '1') throw new Error(message)
  console.error(`\n!! The tests of the web UI do NOT run: ${message}.\n`)
  return undefined
}
