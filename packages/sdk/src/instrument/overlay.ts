/**
 * An object that looks and acts like `original` in everything but the properties in `instead`: reads fall through, writes
 * and deletions reach the original, `instanceof` and key order stay. The original may be frozen: the proxy's own target is
 * an empty object, so that no invariant of the language ties a read to the original's value.
 */
export function overlay<Original extends object>(
  original: Original,
  instead: Readonly<Record<string, unknown>>,
): Original {
  const replaced = new Map<PropertyKey, unknown>(Object.entries(instead))
  return new Proxy({} as Original, {
    get: (_, key) => (replaced.has(key) ? replaced.get(key) : Reflect.get(original, key, original)),
    set: (_, key, value) => {
      // Real assignment and deletion: on a frozen original they throw what they would throw without us.
      ;(original as Record<PropertyKey, unknown>)[key] = value
      return replaced.delete(key) || true
    },
    has: (_, key) => replaced.has(key) || Reflect.has(original, key),
    deleteProperty: (_, key) => {
      delete (original as Record<PropertyKey, unknown>)[key]
      return replaced.delete(key) || true
    },
    ownKeys: () => [...new Set([...Reflect.ownKeys(original), ...replacedOwnKeys(original, replaced)])],
    getOwnPropertyDescriptor: (_, key) => descriptorOf(original, key, replaced),
    getPrototypeOf: () => Reflect.getPrototypeOf(original),
  })
}

/** A replaced property that the original only inherits stays inherited: it must not appear among the own keys. */
const replacedOwnKeys = (original: object, replaced: ReadonlyMap<PropertyKey, unknown>): (string | symbol)[] =>
  [...replaced.keys()].filter((key) => !Reflect.has(original, key)) as (string | symbol)[]

function descriptorOf(
  original: object,
  key: PropertyKey,
  replaced: ReadonlyMap<PropertyKey, unknown>,
): PropertyDescriptor | undefined {
  const own = Reflect.getOwnPropertyDescriptor(original, key)
  if (own === undefined && (!replaced.has(key) || Reflect.has(original, key))) return undefined
  const value: unknown = replaced.has(key) ? replaced.get(key) : Reflect.get(original, key, original)
  return { value, writable: true, enumerable: own?.enumerable ?? true, configurable: true }
}
