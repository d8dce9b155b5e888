import { context, createContextKey, ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api'
import { AsyncLocalStorage } from 'node:async_hooks'

const PROBE = createContextKey('loupe.probe')
const PROBING = ROOT_CONTEXT.setValue(PROBE, true)
const isCarried = (): boolean => context.active().getValue(PROBE) === true

/**
 * Makes sure that the active context follows calls and awaits. A manager that the application registered is left alone:
 * whether there is one is found out by trying, because the API has no way to ask.
 */
export function ensureContextManager(): void {
  // Where there is none a function comes back as it was. Entering a context, which leaves no doubt, takes much longer.
  if (context.bind(PROBING, isCarried) !== isCarried) return
  if (!context.with(PROBING, isCarried)) context.setGlobalContextManager(asyncContextManager())
}

function asyncContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) =>
      self === undefined && args.length === 0
        ? storage.run(active, work as () => ReturnType<typeof work>)
        : storage.run(active, () => work.apply(self, args)),
    bind: (bound, target) => (isFunction(target) ? bindFunction(manager, bound, target) : target),
    enable: () => manager,
    disable: () => {
      storage.disable()
      return manager
    },
  }
  return manager
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

const isFunction = (target: unknown): target is AnyFunction => typeof target === 'function'

function bindFunction<T>(manager: ContextManager, bound: Context, target: T & AnyFunction): T {
  const inContext: AnyFunction = function inContext(...args) {
    return manager.with(bound, () => target.apply(this, args))
  }
  if (target.length > 0) Object.defineProperty(inContext, 'length', { value: target.length, configurable: true })
  return inContext as T
}
