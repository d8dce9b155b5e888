import type NodeModule from 'node:module'
import { attempt } from '../quietly.ts'
import { isObject } from './loose.ts'

/** The exports of one copy of `@google/genai`. */
export interface GenaiModule {
  readonly Models: { readonly prototype: object }
  readonly Chat?: { readonly prototype: object }
  readonly GoogleGenAI?: new (options: object) => object
}

const PACKAGE = '@google/genai'
/** Under whatever name it was installed: an alias has another folder. */
const COMMON_ENTRY = /[\\/]dist[\\/]node[\\/]index\.cjs$/

/**
 * The copies of `@google/genai` that the main file, the working folder and this file resolve, and every CommonJS copy
 * that is loaded already: the ES module and the
 * CommonJS build are two copies with classes of their own. Synchronous: `require` of the ES module file gives the same classes
 * as `import`. Nothing where modules cannot be required: browsers, and runtimes without `node:module`.
 */
export function findModules(): GenaiModule[] {
  const node = nodeModule()
  if (node === undefined) return []
  const files = new Set<string>()
  for (const base of basesToResolveFrom()) {
    const require = attempt('preparing to resolve', () => node.createRequire(base))
    for (const file of require ? filesSeenFrom(require) : []) files.add(file)
  }
  // Each file is required as if by itself: Node 22 warns of an ES module that is required from outside of node_modules.
  return [...files].flatMap((file) =>
    copiesIn(attempt(`loading ${file}`, () => node.createRequire(file)(file) as unknown)),
  )
}

/** A module object, or one that holds it as `default`, as interop makes them. */
export function copiesIn(module: unknown): GenaiModule[] {
  if (!isObject(module)) return []
  return [module, module['default']].filter(isGenai)
}

const isGenai = (module: unknown): module is GenaiModule & object =>
  isObject(module) && typeof module['Models'] === 'function' && isObject(module['Models'].prototype)

/** `process.getBuiltinModule` and no import: this file must load where there is no `node:module`. */
export function nodeModule(): typeof NodeModule | undefined {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined
  return attempt('asking for node:module', () => process.getBuiltinModule('node:module'))
}

function basesToResolveFrom(): string[] {
  const main = process.argv[1]
  const folder = attempt('asking for the working folder', () => process.cwd())
  return [
    ...(main === undefined ? [] : [main]),
    ...(folder === undefined ? [] : [`${folder}/main.js`]),
    import.meta.url,
  ]
}

function filesSeenFrom(require: NodeJS.Require): string[] {
  const resolve = (specifier: string): string | undefined => {
    try {
      return require.resolve(specifier)
    } catch {
      return undefined
    }
  }
  // Whoever loaded it: a dependency's own copy is resolved by nobody here, but it lies in the cache.
  const loaded = Object.keys(require.cache).filter((file) => COMMON_ENTRY.test(file))
  // The entry for Node is the ES module whoever asks; older versions keep it beside the CommonJS file.
  const common = resolve(PACKAGE)
  const esm = resolve(`${PACKAGE}/node`) ?? common?.replace(/\.cjs$/, '.mjs')
  return [common, esm, ...loaded].filter((file) => file !== undefined)
}
