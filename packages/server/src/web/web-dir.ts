import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Beside the packed server, else where a checkout builds it. */
const CANDIDATES = ['./web/', '../../../web/dist/']

/** The folder of the built UI; where a checkout would have it if there is none. */
export function defaultWebDir(): string {
  const folders = CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return folders.find((folder) => existsSync(`${folder}index.html`)) ?? folders.at(-1)!
}
