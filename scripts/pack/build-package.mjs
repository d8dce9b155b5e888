import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { publishedManifest } from './published-manifest.mjs'

/** Bundles one package with what it holds of ours, writes the manifest a user gets, and packs it. */
export async function buildPackage(root, tarballFolder, published) {
  const source = join(root, 'packages', published.name)
  const target = join(root, 'dist', published.name)
  mkdirSync(join(target, 'dist'), { recursive: true })
  await bundle(source, target, published)
  for (const [from, to] of Object.entries(published.copies ?? {})) cpSync(join(root, from), join(target, to), { recursive: true })
  const manifest = publishedManifest(root, JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')), published)
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  for (const file of ['LICENSE', 'README.md']) cpSync(join(root, file), join(target, file))
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', tarballFolder], { cwd: target, encoding: 'utf8' }),
  )
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed)
  const path = join(tarballFolder, filename)
  return { name: manifest.name, folder: target, path, bytes: statSync(path).size }
}

async function bundle(source, target, { entries, external, hasTypes = true }) {
  const isExternal = (id) => id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`))
  const input = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(source, path)]))
  const build = await rolldown({
    input,
    external: isExternal,
    platform: 'node',
    plugins: hasTypes ? [dts({ generator: 'oxc', cwd: source, tsconfig: false, sourcemap: false })] : [],
    onLog(level, log, handle) {
      if (level === 'warn' && log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message)
      if (level === 'warn') handle('warn', log)
    },
  })
  await build.write({
    dir: join(target, 'dist'),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    minify: false,
  })
  await build.close()
}
