import { KEEP, plainCopy } from '../plain-copy.ts'
import type { Plain } from '../plain-copy.ts'
import { isObject, textAt } from './loose.ts'

const MAX_INLINE_BASE64 = 512

/**
 * Gemini contents, parts or a whole response as they are recorded: thought signatures (opaque, kilobytes) by presence and
 * length, inline media by type and size. A copy: the caller's objects keep every byte.
 */
export const recordable = (value: unknown): Plain => plainCopy(value, replacePart)

function replacePart(key: string, value: unknown): unknown {
  if (key === 'thoughtSignature' && typeof value === 'string') return { present: true, length: value.length }
  if (key === 'inlineData' && isObject(value)) return inlineData(value)
  if (key === 'sdkHttpResponse') return undefined
  return KEEP
}

function inlineData(blob: Readonly<Record<string, unknown>>): unknown {
  const data = textAt(blob, 'data')
  if (data === undefined || data.length <= MAX_INLINE_BASE64) return blob
  const { data: _, ...rest } = blob
  return { ...rest, bytes: bytesOfBase64(data) }
}

const bytesOfBase64 = (data: string): number => {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
  return Math.floor(((data.length - padding) * 3) / 4)
}
