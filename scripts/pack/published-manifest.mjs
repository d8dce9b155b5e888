import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** The package.json that a user gets: bundles for exports, and for dependencies the packages that these import. */
export function publishedManifest(
  root,
  source,
  { entries, hasTypes = true, engines, copies = {}, alsoNeeds = [], sideEffects = false },
  imported,
) {
  const manifest = readManifest(source)
  return {
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    license: manifest.license,
    type: 'module',
    engines,
    files: [...new Set(['dist', ...Object.values(copies).map((path) => path.split('/')[0])])],
    sideEffects,
    ...(manifest.bin && { bin: manifest.bin, imports: { '#main': './dist/main.mjs' } }),
    ...(hasTypes && { exports: exportsOf(entries) }),
    dependencies: dependenciesOf(root, manifest, [...imported, ...alsoNeeds]),
    ...(manifest.peerDependencies && { peerDependencies: manifest.peerDependencies }),
    ...(manifest.peerDependenciesMeta && { peerDependenciesMeta: manifest.peerDependenciesMeta }),
  }
}

const exportsOf = (entries) => ({
  ...Object.fromEntries(
    Object.keys(entries).map((name) => [
      name === 'index' ? '.' : `./${name}`,
      { types: `./dist/${name}.d.mts`, default: `./dist/${name}.mjs` },
    ]),
  ),
  './package.json': './package.json',
})

// A bundled package's own dependencies become the bundle's: `chdb` of store is a dependency of the packed server.
function dependenciesOf(root, manifest, imported) {
  const versions = {}
  const visit = ({ dependencies = {} }) => {
    for (const [name, version] of Object.entries(dependencies)) {
      versions[name] = version
      if (name.startsWith('@loupe-ai/')) visit(readManifest(join(root, 'packages', name.slice('@loupe-ai/'.length))))
    }
  }
  visit(manifest)
  const needed = imported.filter((name) => !(name in (manifest.peerDependencies ?? {}))).sort()
  for (const name of needed) {
    if (versions[name] === undefined)
      throw new Error(`${manifest.name} imports ${name}, but no package.json of ours gives its version`)
  }
  return Object.fromEntries(needed.map((name) => [name, versions[name]]))
}
