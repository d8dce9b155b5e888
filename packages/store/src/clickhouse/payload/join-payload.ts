import type { ContentHash } from './content-hash.ts'
import { MARKER } from './split-payload.ts'

/** A payload from its frame and what fills its gaps. Undefined if a part is missing. */
export function joinPayload(
  frame: string,
  refs: readonly ContentHash[],
  partOf: (hash: ContentHash) => string | undefined,
): string | undefined {
  const gaps = frame.split(MARKER)
  const pieces: string[] = [gaps[0]!]
  for (const [index, ref] of refs.entries()) {
    const part = partOf(ref)
    if (part === undefined) return undefined
    pieces.push(part, gaps[index + 1] ?? '')
  }
  return pieces.join('')
}
