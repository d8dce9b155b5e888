/** Bytes and handles, of which only the kind and the size are worth keeping. */
export type Opaque = { readonly mimeType?: string; readonly name?: string; readonly bytes: number } | string

/** What stands for `value` in a document, or undefined for a value that is read field by field. */
export function opaqueOf(value: object): Opaque | undefined {
  if (ArrayBuffer.isView(value)) return { bytes: value.byteLength }
  if (value instanceof ArrayBuffer) return { bytes: value.byteLength }
  if (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer) return { bytes: value.byteLength }
  if (typeof Blob !== 'undefined' && value instanceof Blob) return blobOf(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof URL) return value.href
  if (value instanceof Promise) return '[promise]'
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) return className(value)
  return undefined
}

function blobOf(blob: Blob): Opaque {
  const name = 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined
  return { ...(blob.type !== '' && { mimeType: blob.type }), ...(name !== undefined && { name }), bytes: blob.size }
}

/** `[AbortSignal]`: how an instance is shown that has no fields of its own. */
export const className = (value: object): string => {
  const { constructor } = value
  return `[${typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object'}]`
}
