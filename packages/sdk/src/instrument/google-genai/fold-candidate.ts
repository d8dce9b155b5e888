import { isObject, listAt, objectAt } from './loose.ts'
import type { Loose } from './loose.ts'
import { PartsFold } from './fold-part.ts'
import { recordable, recordableField } from './recordable.ts'

/** Metadata that arrives in pieces: its lists are joined, everything else is replaced by the newest. */
const JOINED: ReadonlySet<string> = new Set(['groundingMetadata', 'citationMetadata', 'urlContextMetadata'])

/** A candidate that arrives in pieces. Content grows part by part; of the other fields the latest defined value stands. */
export class CandidateFold {
  readonly folded: Record<string, unknown> = {}
  readonly #parts = new PartsFold()
  #content: Record<string, unknown> | undefined

  /** Copies what it keeps. */
  add(candidate: Loose): void {
    for (const key of Object.keys(candidate)) {
      const value = candidate[key]
      if (value === undefined || value === null) continue
      if (key === 'content') this.#addContent(value)
      else if (JOINED.has(key) && isObject(value))
        this.folded[key] = joinLists(objectAt(this.folded, key), recordable(value) as Loose)
      else this.folded[key] = recordableField(key, value)
    }
  }

  #addContent(content: unknown): void {
    if (this.#content === undefined) this.folded['content'] = this.#content = { parts: this.#parts.folded }
    if (!isObject(content)) return
    for (const key of Object.keys(content)) {
      const value = key === 'parts' ? undefined : recordableField(key, content[key])
      if (value !== undefined) this.#content[key] = value
    }
    for (const part of listAt(content, 'parts')) this.#parts.add(part)
  }
}

function joinLists(sofar: Loose | undefined, next: Loose): Loose {
  const joined: Record<string, unknown> = { ...sofar }
  for (const [key, value] of Object.entries(next)) {
    const before = joined[key]
    joined[key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value
  }
  return joined
}
