import { existsSync } from 'node:fs'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of a Chromium: CHROMIUM_PATH, else the usual places; undefined when there is none. */
export const findBrowser = (env = process.env) =>
  [env.CHROMIUM_PATH, ...USUAL_PLACES].find((path) => path && existsSync(path))
