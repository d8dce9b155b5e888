// `npm run pack`: the tarballs that a user would install, in dist/tarballs; `-- --test` also installs and tries them.
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage } from './build-package.mjs'
import { PUBLISHED } from './published-packages.mjs'
import { tryTarballs } from './try-tarballs.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const tarballFolder = join(root, 'dist', 'tarballs')

rmSync(join(root, 'dist'), { recursive: true, force: true })
mkdirSync(tarballFolder, { recursive: true })

const tarballs = []
for (const published of PUBLISHED) {
  const tarball = await buildPackage(root, tarballFolder, published)
  console.log(`packed ${tarball.name} (${Math.round(tarball.bytes / 1024)} kB) ${tarball.path}`)
  tarballs.push(tarball)
}
if (process.argv.includes('--test')) await tryTarballs(root, tarballs)
