import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The package.json that a user gets: bundles for exports, and only the dependencies that stay imports. */
export function publishedManifest(root, manifest, { entries, external, hasTypes = true, engines, copies = {} }) {
  const folders = ['dist', ...Object.values(copies)]
  return {
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    license: manifest.license,
    type: 'module',
    engines,
    files: folders,
    sideEffects: false,
    ...(manifest.bin && { bin: manifest.bin, imports: { '#main': './dist/main.mjs' } }),
    ...(hasTypes && {
      exports: {
        ...Object.fromEntries(
          Object.keys(entries).map((name) => [
            name === 'index' ? '.' : `./${name}`,
            { types: `./dist/${name}.d.mts`, default: `./dist/${name}.mjs` },
          ]),
        ),
        './package.json': './package.json',
      },
    }),
    dependencies: dependenciesOf(root, manifest, external),
    ...(manifest.peerDependencies && { peerDependencies: manifest.peerDependencies }),
  }
}

// A bundled package's own dependencies become the bundle's: `chdb` of store is a dependency of the packed server.
function dependenciesOf(root, manifest, external) {
  const known = {}
  const visit = ({ dependencies = {} }) => {
    for (const [name, version] of Object.entries(dependencies)) {
      known[name] = version
      if (name.startsWith('@loupe-ai/')) visit(JSON.parse(readFileSync(join(root, 'packages', name.slice(10), 'package.json'), 'utf8')))
    }
  }
  visit(manifest)
  const peers = manifest.peerDependencies ?? {}
  return Object.fromEntries(external.filter((name) => !(name in peers)).map((name) => [name, versionOf(name, known)]))
}

function versionOf(name, known) {
  if (known[name] === undefined) throw new Error(`no package.json says which version of ${name} is needed`)
  return known[name]
}
