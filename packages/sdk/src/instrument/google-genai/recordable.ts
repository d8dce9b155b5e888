import { Edited, KEEP } from '../../capture/edited.ts'
import { plainCopy } from '../../capture/plain-copy.ts'
import type { Plain } from '../../capture/plain-copy.ts'
import { isObject, listAt } from './loose.ts'

/**
 * Gemini contents, parts or a whole response as they are recorded: thought signatures (opaque, kilobytes) by presence and
 * length, log probabilities (a list for each token) by presence and number. A copy: the caller's objects keep every byte. Inline media stay, for the span to take them out as attachments.
 */
export const recordable = (value: unknown): Plain => plainCopy(value, replacePart)

/** The same without a copy, for what goes into a span at once. */
export const recordableNow = (value: unknown): unknown => {
  if (value === undefined) return null
  return isObject(value) ? new Edited(value, replacePart) : value
}

/** A copy of one property; nearly all are scalars, which are their own. */
export function recordableField(key: string, value: unknown): unknown {
  if (typeof value === 'string' ? key !== 'thoughtSignature' : typeof value === 'boolean' || Number.isFinite(value))
    return value
  return value === null ? null : (recordable({ [key]: value }) as { [key: string]: Plain })[key]
}

export function replacePart(key: string, value: unknown): unknown {
  if (key === 'thoughtSignature' && typeof value === 'string') return { present: true, length: value.length }
  if (key === 'logprobsResult' && isObject(value) && value['present'] !== true)
    return { present: true, tokens: listAt(value, 'chosenCandidates').length }
  return key === 'sdkHttpResponse' ? undefined : KEEP
}
