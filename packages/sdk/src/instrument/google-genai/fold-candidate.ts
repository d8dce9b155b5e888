import { isObject, listAt, objectAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { foldPart } from './fold-part.ts'

/** Metadata that arrives in pieces: its lists are joined, everything else is replaced by the newest. */
const JOINED: ReadonlySet<string> = new Set(['groundingMetadata', 'citationMetadata', 'urlContextMetadata'])

/** `next` is ours to keep. Content grows part by part; of the other fields the latest defined value stands. */
export function foldCandidate(sofar: Record<string, unknown> | undefined, next: Loose): Record<string, unknown> {
  const folded = sofar ?? {}
  for (const [key, value] of Object.entries(next)) {
    if (value === undefined || value === null) continue
    if (key === 'content') folded['content'] = foldContent(objectAt(folded, 'content'), value)
    else if (JOINED.has(key) && isObject(value)) folded[key] = joinLists(objectAt(folded, key), value)
    else folded[key] = value
  }
  return folded
}

function foldContent(sofar: Loose | undefined, next: unknown): Loose {
  // The same list grows: ten thousand chunks must not copy it ten thousand times.
  const parts = (sofar?.['parts'] ?? []) as unknown[]
  for (const part of listAt(next, 'parts')) foldPart(parts, part)
  return { ...sofar, ...(isObject(next) && next), parts }
}

function joinLists(sofar: Loose | undefined, next: Loose): Loose {
  const joined: Record<string, unknown> = { ...sofar }
  for (const [key, value] of Object.entries(next)) {
    const before = joined[key]
    joined[key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value
  }
  return joined
}
