import type { ContentHash } from './content-hash.ts'
import { MARKER } from './split-payload.ts'

/** A payload from its references: the frame, then what fills its gaps. Undefined if a part is missing. */
export function joinPayload(
  refs: readonly ContentHash[],
  partOf: (hash: ContentHash) => string | undefined,
): string | undefined {
  const [frameRef, ...partRefs] = refs
  const frame = frameRef === undefined ? undefined : partOf(frameRef)
  if (frame === undefined || partRefs.length === 0) return frame
  const gaps = frame.split(MARKER)
  const pieces: string[] = [gaps[0]!]
  for (const [index, ref] of partRefs.entries()) {
    const part = partOf(ref)
    if (part === undefined) return undefined
    pieces.push(part, gaps[index + 1]!)
  }
  return pieces.join('')
}
