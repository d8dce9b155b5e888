import { quietly } from '../quietly.ts'
import { copiesIn, nodeModule } from './find-modules.ts'
import type { GenaiModule } from './find-modules.ts'

/** The folder's name may be an alias of the program's own choosing, so what the file defines decides. */
const ENTRY = /\/dist\/node\/index\.(?:mjs|cjs)$/
const DEFINES_CLIENT = /^class GoogleGenAI \{$/m

/** Where a copy that is being loaded reports its classes. */
const REPORT = Symbol.for('loupe.gemini.loaded')

/** By `typeof`: a name that a version lacks must not throw in the program's own module. */
const CLASSES = ['Models', 'Chat', 'Pager', 'GoogleGenAI'].map(
  (name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`,
)
const REPORTING = `globalThis[Symbol.for('loupe.gemini.loaded')]?.({ ${CLASSES.join(', ')} });`

/**
 * Sees copies of `@google/genai` that are loaded from now on, wherever they lie: each is made to hand its classes over as
 * its last step. Node ≥ 22.15; elsewhere nothing happens. Returns how to stop.
 */
export function watchLaterModules(onModule: (module: GenaiModule) => void): () => void {
  const node = nodeModule()
  if (typeof node?.registerHooks !== 'function') return () => {}
  const report = (module: unknown): void =>
    quietly('patching a later copy', () => copiesIn(module).forEach((copy) => onModule(copy)))
  Object.defineProperty(globalThis, REPORT, { value: report, configurable: true, writable: true })
  const hooks = node.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!ENTRY.test(url) || loaded.source === undefined || loaded.source === null) return loaded
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
      if (!DEFINES_CLIENT.test(source)) return loaded
      return { ...loaded, source: `${source}\n;${REPORTING}\n` }
    },
  })
  return () => {
    hooks.deregister()
    if (Reflect.get(globalThis, REPORT) === report) Reflect.deleteProperty(globalThis, REPORT)
  }
}
