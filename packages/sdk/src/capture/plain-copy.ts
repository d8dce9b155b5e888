import { Edited, KEEP, type Edit } from './edited.ts'

/** JSON, but for bytes: they are the owner's own, and go into the record before he has a chance to change them. */
export type Plain = null | boolean | number | string | Uint8Array | Plain[] | { [key: string]: Plain }

const MAX_DEPTH = 64
const MAX_NODES = 200_000

/**
 * A copy of anything as plain JSON, taken now, so that later changes by its owner do not reach the record. Never throws on
 * its argument: cycles, functions, binary data (but for Uint8Arrays) and unreadable properties become short notes; depth and node count are bounded.
 * Own enumerable properties only: getters on a class are never called.
 */
export function plainCopy(value: unknown, replace: Edit = () => KEEP): Plain {
  const above = new Set<object>()
  let nodes = 0

  const copy = (value: unknown): Plain | undefined => {
    if (++nodes > MAX_NODES) return '[truncated]'
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'number':
        return Number.isFinite(value) ? value : String(value)
      case 'bigint':
        return value.toString()
      case 'function':
        return `[function ${value.name}]`
      case 'object':
        return value === null ? null : copyObject(value)
      default:
        return undefined
    }
  }

  const copyObject = (value: object): Plain | undefined => {
    if (value instanceof Edited) return plainCopy(value.value, value.edit)
    if (above.has(value)) return '[circular]'
    if (above.size >= MAX_DEPTH) return '[too deep]'
    const note = noteOf(value)
    if (note !== undefined) return note
    above.add(value)
    try {
      if (Array.isArray(value)) return copyList(value)
      if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON())
      const plain: { [key: string]: Plain } = {}
      for (const key of Object.keys(value)) {
        const copied = copyProperty(value, key)
        if (copied !== undefined) define(plain, key, copied)
      }
      return plain
    } finally {
      above.delete(value)
    }
  }

  const copyList = (list: readonly unknown[]): Plain[] => {
    const plain: Plain[] = []
    for (const item of list) {
      plain.push(copy(item) ?? null)
      if (nodes > MAX_NODES) break
    }
    return plain
  }

  const copyProperty = (holder: object, key: string): Plain | undefined => {
    try {
      const value: unknown = Reflect.get(holder, key)
      const replaced = replace(key, value)
      return copy(replaced === KEEP ? value : replaced)
    } catch {
      return '[unreadable]'
    }
  }

  try {
    return copy(value) ?? null
  } catch {
    return '[unreadable]'
  }
}

/** `__proto__` as a key of JSON must not become the prototype. */
const define = (target: { [key: string]: Plain }, key: string, value: Plain): void => {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

function noteOf(value: object): Plain | undefined {
  // Nearly all objects, and six questions less for each.
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === Array.prototype) return undefined
  if (value instanceof Uint8Array) return value
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return { bytes: value.byteLength }
  if (typeof Blob === 'function' && value instanceof Blob) return { mimeType: value.type, bytes: value.size }
  if (value instanceof Map || value instanceof Set) return `[${value.constructor.name} of ${value.size}]`
  if (value instanceof Error) return { name: value.name, message: value.message }
  return undefined
}
