import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { publishedManifest } from './published-manifest.mjs'
import { PUBLISHED } from './published-packages.mjs'

/** Bundles one package with what it holds of ours, writes the manifest a user gets, and packs it. */
export async function buildPackage(root, tarballFolder, published) {
  const source = join(root, 'packages', published.name)
  const target = join(root, 'dist', published.name)
  mkdirSync(join(target, 'dist'), { recursive: true })
  const imported = await bundle(source, target, published)
  for (const [from, to] of Object.entries(published.copies ?? {}))
    cpSync(join(root, from), join(target, to), { recursive: true })
  const manifest = publishedManifest(root, source, published, imported)
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'))
  const ownReadme = join(source, 'README.md')
  cpSync(existsSync(ownReadme) ? ownReadme : join(root, 'README.md'), join(target, 'README.md'))
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', tarballFolder], { cwd: target, encoding: 'utf8' }),
  )
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed)
  const path = join(tarballFolder, filename)
  return { name: manifest.name, folder: target, path, bytes: statSync(path).size }
}

const publishedNames = PUBLISHED.map(({ name }) => `@loupe-ai/${name}`)
const isOfThePackage = (id) => id.startsWith('.') || id.startsWith('/') || id.startsWith('\0')
const isBundledIn = (id, self) =>
  isOfThePackage(id) ||
  (id.startsWith('@loupe-ai/') && (nameOfPackage(id) === self || !publishedNames.includes(nameOfPackage(id))))

/** `@scope/name` or `name` of an import. */
const nameOfPackage = (id) =>
  id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/')

/** Writes the bundles; gives the packages that they import. */
async function bundle(source, target, { name, entries, hasTypes = true }) {
  const build = await rolldown({
    input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, join(source, path)])),
    external: (id) => !isBundledIn(id, `@loupe-ai/${name}`),
    platform: 'node',
    // Declarations of modules that only give types must not leave a bare import of what they import.
    treeshake: { moduleSideEffects: false },
    plugins: hasTypes ? [dts({ generator: 'oxc', cwd: source, tsconfig: false, sourcemap: false })] : [],
  })
  const { output } = await build.write({
    dir: join(target, 'dist'),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  })
  await build.close()
  const chunks = output.filter((file) => file.type === 'chunk')
  const own = new Set(chunks.map(({ fileName }) => fileName))
  const imports = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports])
  return new Set(imports.filter((id) => !own.has(id) && !id.startsWith('node:')).map(nameOfPackage))
}
